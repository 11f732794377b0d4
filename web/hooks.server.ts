import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { dataPolicy, siteHeaders } from '#bench/operation/site-headers.ts';
import { cameByProxy, refusalOf, safeMethods } from '#lib/server/access.ts';
import type { Credentials } from '#lib/server/access/identify.ts';
import { localReader, readerMay, type Reader } from '#lib/server/access/reader.ts';
import { outcomeOfStatus, recordAudit } from '#lib/server/access/record-audit.ts';
import { needsRole, refusedBody, refusedPath } from '#lib/server/access/refused.ts';
import type { RouteRule } from '#lib/server/access/route-rules.ts';
import { isForGuest, ruleOf } from '#lib/server/access/rule-of.ts';
import { accessCookie, guestCookie, sessionSecretOf } from '#lib/server/access/session-cookie.ts';
import { endingWhenShutOut } from '#lib/server/access/while-let-in.ts';
import { answerTo, errorBody, type ErrorBody } from '#lib/server/api/error-response.ts';
import { observed } from '#lib/server/observed.ts';
import { log, site } from '#lib/server/running-site.ts';

const themes = ['light', 'dark'] as const;

const refused = (status: number, body: ErrorBody): Response => Response.json(body, { status });

const isDecodable = (path: string): boolean => {
	try {
		return decodeURIComponent(path) !== '';
	} catch {
		return false;
	}
};

const isApi = ({ url }: RequestEvent): boolean => url.pathname.startsWith('/api/');

const isHealth = ({ url }: RequestEvent): boolean => url.pathname === '/healthz';

/** Asked by programs, which a page to sign in would only confuse. */
const isForPrograms = (event: RequestEvent): boolean =>
	isApi(event) || isHealth(event) || event.url.pathname === '/metrics';

const credentialsOf = ({ request, cookies, url }: RequestEvent): Credentials => ({
	bearer: /^Bearer (.+)$/iu.exec(request.headers.get('authorization') ?? '')?.[1],
	accessCookie: cookies.get(accessCookie(url)),
	session: sessionSecretOf(cookies, url),
	guest: cookies.get(guestCookie(url))
});

const identified = (event: RequestEvent): Promise<Reader | null> =>
	site().readers.identify(credentialsOf(event), new Date().toISOString());

/** Why what a reader asks for is not for them; null where it may pass. */
const forbidden = (
	{ request, route }: RequestEvent,
	reader: Reader,
	rule: RouteRule | null
): { status: 403 | 404; body: ErrorBody } | null => {
	if (rule === null) {
		if (reader.guestOf !== null) return { status: 403, body: refusedBody.guest };
		// An address that leads nowhere is told by the page for that.
		if (route.id === null) return null;
		const { method, url } = request;
		const { pathname } = new URL(url);
		return route.id === '/api/[...path]'
			? {
					status: 404,
					body: errorBody('E_NOT_FOUND', `there is no ${method} ${pathname}`, {
						hint: 'What there is: /api/openapi.json'
					})
				}
			: { status: 403, body: refusedBody.unlisted };
	}
	if (rule.needs === 'public') return null;
	if (reader.guestOf !== null && !isForGuest(new URL(request.url), rule, reader.guestOf)) {
		return { status: 403, body: refusedBody.guest };
	}
	if (!readerMay(reader, rule.needs)) {
		return { status: 403, body: needsRole(reader, rule.needs) };
	}
	return reader.readsOnly && !safeMethods.has(request.method)
		? { status: 403, body: refusedBody.readsOnly }
		: null;
};

const mayComeSlowly = ({ request, isSubRequest }: RequestEvent): boolean =>
	!isSubRequest && !safeMethods.has(request.method) && request.body !== null;

/**
 * Waits until a body is there in whole, and leaves it to be read: its sender decides how long that takes, minutes in which they may have been kept out or given
 * another role. One that breaks off or is too long is left to who reads it.
 */
const arrived = async (request: Request): Promise<void> => {
	const reader = request.clone().body?.getReader();
	try {
		while (reader && !(await reader.read()).done);
	} catch {
		// Whoever reads the body meets the same, and has words for it.
	}
};

/** Whether who was let in still would be, as the same one. A page that is left open does not keep them signed in by that. */
const stillLetIn = (event: RequestEvent, rule: RouteRule | null): (() => Promise<boolean>) => {
	const credentials = credentialsOf(event);
	const before = event.locals.reader;
	return async () => {
		const atUtc = new Date().toISOString();
		const reader = await site().readers.identify(credentials, atUtc, { isUse: false });
		return (
			reader !== null && reader.role === before?.role && forbidden(event, reader, rule) === null
		);
	};
};

/** The page that says what is refused, in place of the one that was asked for. */
const refusedPage = async (event: RequestEvent, { error }: ErrorBody): Promise<Response> => {
	const page = await event.fetch(refusedPath(error.message));
	return new Response(page.body, { status: 403, headers: page.headers });
};

/** Answers a request of a known reader, or of nobody to a page to sign in. */
const answered = async (
	event: RequestEvent,
	rule: RouteRule | null,
	resolve: () => Response | Promise<Response>
): Promise<Response> => {
	const { reader } = event.locals;
	const why = reader && forbidden(event, reader, rule);
	if (!why) return resolve();
	const isPage = event.request.method === 'GET' && !isForPrograms(event) && !event.isDataRequest;
	return isPage && !event.isSubRequest
		? refusedPage(event, why.body)
		: refused(why.status, why.body);
};

/** What a request did, as the audit log says it: secrets in addresses are left out, and the queries of pages to sign in, which may hold some. */
const actionOf = (
	{ request, url, route, params }: RequestEvent,
	rule: RouteRule | null
): string => {
	const query = rule?.needs === 'public' ? '' : url.search;
	return `${request.method} ${'secret' in params ? (route.id ?? '') : url.pathname + query}`;
};

const addressOf = (event: RequestEvent): string | null => {
	try {
		return event.getClientAddress();
	} catch {
		// The other side has gone meanwhile.
		return null;
	}
};

const audit = async (
	event: RequestEvent,
	rule: RouteRule | null,
	response: Response
): Promise<void> => {
	const isChange = !safeMethods.has(event.request.method);
	// Of a page its data too, which a browser asks for that comes back to it, and a program can.
	const isExport = rule?.isExport === true;
	const { reader, audited, failedWith } = event.locals;
	if (event.isSubRequest || !(isChange || isExport || audited)) return;
	const who =
		audited ??
		(reader && {
			who: reader.name,
			accountId: reader.accountId,
			outcome: outcomeOfStatus(failedWith ?? response.status)
		});
	if (!who) return;
	await recordAudit(site(), who, {
		action: actionOf(event, rule),
		address: addressOf(event),
		atUtc: new Date().toISOString()
	});
};

/**
 * Refuses what may not be asked, by whoever or by who asks; keeps changes and exports in the audit log before they are answered; and writes
 * the chosen theme into the page, so that it never flashes.
 */
const answer: Handle = async ({ event, resolve }) => {
	const { request, url, cookies } = event;
	const { settings } = site();
	const isOpenToAll = settings.publicHealth && isHealth(event);
	// Kit would answer with a page, even to who asked the API.
	if (isApi(event) && !isDecodable(url.pathname)) {
		return refused(400, errorBody('E_USAGE', 'the address cannot be read'));
	}
	// A page that asks the API while it is rendered: what asked for the page has been looked at.
	const refusal = event.isSubRequest || isOpenToAll ? null : refusalOf(request, url, settings);
	if (refusal) return refused(refusal.status, errorBody(refusal.code, refusal.message));

	const rule = ruleOf(request, event.route.id);
	event.locals.audited = null;
	event.locals.failedWith = null;
	// Where the database cannot be read, nobody can be known, and health is asked for to learn just that.
	const unknown = (error: unknown): Reader => {
		if (isHealth(event)) return localReader;
		throw error;
	};
	event.locals.reader = isOpenToAll ? null : await identified(event).catch(unknown);
	if (event.locals.reader && mayComeSlowly(event) && !forbidden(event, event.locals.reader, rule)) {
		await arrived(request);
		event.locals.reader = await identified(event);
	}
	if (event.locals.reader?.kind === 'local' && !isHealth(event) && cameByProxy(request)) {
		return refused(403, refusedBody.proxy);
	}
	const isLetIn = event.locals.reader !== null || isOpenToAll || rule?.needs === 'public';
	if (!isLetIn) {
		if (request.method !== 'GET' || isForPrograms(event)) return refused(401, refusedBody.signIn);
		const back = encodeURIComponent(url.pathname + url.search);
		return new Response(null, { status: 303, headers: { location: `/login?to=${back}` } });
	}
	const chosen = themes.find((theme) => theme === cookies.get('theme')) ?? 'system';
	const response = await answered(event, rule, () =>
		resolve(event, { transformPageChunk: ({ html }) => html.replace('%theme%', chosen) })
	);
	await audit(event, rule, response);
	return event.isSubRequest ? response : endingWhenShutOut(response, stillLetIn(event, rule));
};

/**
 * What a browser may do with an answer. Nothing is kept where somebody had to sign in: who reads the same browser after them sees no page of theirs,
 * not by going back either. Elsewhere it is asked for anew each time.
 */
const withHeaders = (response: Response, { locals: { reader } }: RequestEvent): Response => {
	const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
	const wanted = {
		...siteHeaders,
		...(isPage ? {} : { 'content-security-policy': dataPolicy }),
		'cache-control': reader?.kind === 'local' ? 'private, no-cache' : 'no-store'
	};
	for (const [name, value] of Object.entries(wanted)) {
		if (!response.headers.has(name)) response.headers.set(name, value);
	}
	return response;
};

export const handle: Handle = async (asked) =>
	asked.event.isSubRequest
		? answer(asked)
		: withHeaders(await observed(asked.event, log(), async () => answer(asked)), asked.event);

/** What a page shows of a failure: what is meant for a person, else a number under which the log has the rest. */
export const handleError: HandleServerError = ({ error, kind, event }) => {
	event.locals.failedWith = kind === 'unknown' ? 500 : error.status;
	return kind === 'unknown' ? answerTo(error, log().fault).body.error : undefined;
};

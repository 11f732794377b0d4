import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { accessCookie, refusalOf, type Refusal } from '#lib/server/access.ts';
import { answerTo, errorBody } from '#lib/server/api/error-response.ts';
import { observed } from '#lib/server/observed.ts';
import { log, site } from '#lib/server/running-site.ts';

const themes = ['light', 'dark'] as const;

const headers = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin'
};

const refused = ({ status, code, message }: Refusal): Response =>
	Response.json(errorBody(code, message), { status, headers });

const isDecodable = (path: string): boolean => {
	try {
		return decodeURIComponent(path) !== '';
	} catch {
		return false;
	}
};

/** Asked by programs, which a page to log in would only confuse. */
const isForPrograms = ({ pathname }: URL): boolean =>
	pathname.startsWith('/api/') || pathname === '/healthz' || pathname === '/metrics';

/** Refuses what may not be asked, and writes the chosen theme into the page, so that it never flashes. */
const answer: Handle = async ({ event, resolve }) => {
	const { request, url, cookies } = event;
	// Kit would answer with a page, even to who asked the API.
	if (url.pathname.startsWith('/api/') && !isDecodable(url.pathname)) {
		return refused({ status: 400, code: 'E_USAGE', message: 'the address cannot be read' });
	}
	const { settings } = site();
	const isOpenToAll = settings.publicHealth && url.pathname === '/healthz';
	const refusal = isOpenToAll ? null : refusalOf(request, url, cookies.get(accessCookie), settings);
	if (refusal) {
		const isPage = request.method === 'GET' && !isForPrograms(url);
		const isLogin = url.pathname === '/login';
		if (refusal.status !== 401 || (!isPage && !isLogin)) return refused(refusal);
		if (!isLogin) {
			const back = encodeURIComponent(url.pathname + url.search);
			return new Response(null, { status: 303, headers: { location: `/login?to=${back}` } });
		}
	}
	const chosen = themes.find((theme) => theme === cookies.get('theme')) ?? 'system';
	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%theme%', chosen)
	});
	for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
	return response;
};

export const handle: Handle = (asked) => {
	const { event } = asked;
	// A page that asks the API while it is rendered: what asked for the page has been looked at.
	return event.isSubRequest
		? asked.resolve(event)
		: observed(event, log(), async () => answer(asked));
};

/** What a page shows of a failure: what is meant for a person, else a number under which the log has the rest. */
export const handleError: HandleServerError = ({ error, kind }) =>
	kind === 'unknown' ? answerTo(error, log().fault).body.error : undefined;

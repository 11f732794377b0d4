/**
 * What is refused whoever sends it: hosts that the site does not answer to, changes of foreign pages, bodies of other types. And the
 * token of the site, where it was started with one; `access/` has who else may do what.
 * Kit's own check lets JSON from foreign pages through, and no browser asks before it sends that to a loopback address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings.ts';

/** Methods that change nothing. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Refusal {
	status: 400 | 401 | 403 | 404 | 411 | 413 | 415;
	code: string;
	message: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a text is the token, in a time that says nothing about it. */
export const isToken = (text: string, token: string): boolean =>
	timingSafeEqual(digest(text), digest(token));

/** What a browser keeps in place of the token itself. */
export const cookieValueOf = (token: string): string => digest(`cookie:${token}`).toString('hex');

const foreignHost = ({ headers }: Request, { hosts }: Settings): Refusal | null => {
	const host = headers.get('host') ?? '';
	if (hosts === null || hosts.includes(host.toLowerCase())) return null;
	return {
		status: 403,
		code: 'E_HOST',
		message: `this site does not answer to the host "${host}"; add it with bench serve --allow-host`
	};
};

/**
 * A foreign page that wants to change something: of another scheme, host or port. Requests without an Origin are no browser's, or of this
 * site.
 */
const foreignPage = (request: Request, url: URL): Refusal | null => {
	if (safeMethods.has(request.method)) return null;
	const origin = request.headers.get('origin');
	const site = request.headers.get('sec-fetch-site');
	const isForeign =
		(origin !== null && origin !== url.origin) ||
		(site !== null && site !== 'same-origin' && site !== 'none');
	if (!isForeign) return null;
	return {
		status: 403,
		code: 'E_ORIGIN',
		message: `a page of ${origin ?? 'another site'} may not change anything here`
	};
};

/**
 * In the API the body of a change is JSON, or a file that this site's own page uploads: a form of a foreign page can be neither. Pages take
 * forms, of which Kit refuses the foreign ones.
 */
const bodyTypes = {
	api: ['application/json', 'application/octet-stream'],
	page: ['application/x-www-form-urlencoded', 'multipart/form-data']
} as const;

const wrongType = (request: Request, url: URL): Refusal | null => {
	if (safeMethods.has(request.method)) return null;
	const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
	const isEmpty = request.body === null || request.method === 'DELETE';
	if (isEmpty && type === undefined) return null;
	const types: readonly string[] = bodyTypes[url.pathname.startsWith('/api/') ? 'api' : 'page'];
	if (type !== undefined && types.includes(type)) return null;
	return {
		status: 415,
		code: 'E_USAGE',
		message: `expected a body of type ${types.join(' or ')}, found ${type ?? 'none'}`
	};
};

/** A compressed body can be a thousand times what was counted of it; nothing that asks this site sends one. */
const compressed = ({ headers }: Request): Refusal | null => {
	const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
	return coding === 'identity'
		? null
		: {
				status: 415,
				code: 'E_USAGE',
				message: `expected a body as it is, found the content encoding "${coding}"`
			};
};

/**
 * Largest bodies, bytes: of a change in the API, where the server that runs the site stops a longer one that does not say its length, and of a form of a
 * page. Forms hold some names and passwords, and reading one of many fields takes time by the square of their number.
 */
const maxBodyBytes = { api: 5 * 1_048_576, form: 65_536 };

const tooLong = (request: Request, url: URL): Refusal | null => {
	const length = request.headers.get('content-length');
	if (url.pathname.startsWith('/api/')) {
		return Number(length ?? '0') > maxBodyBytes.api
			? { status: 413, code: 'E_FILE', message: 'the file is larger than 5 MB' }
			: null;
	}
	if (request.body === null) return null;
	if (length === null) {
		return { status: 411, code: 'E_USAGE', message: 'expected the header content-length' };
	}
	return Number(length) > maxBodyBytes.form
		? { status: 413, code: 'E_USAGE', message: 'the form is larger than 64 KiB' }
		: null;
};

const proxyHeaders = [
	'forwarded',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-real-ip'
];

/** Whether a proxy has handed a request on, as most of them say: then it is not only this machine that asks. */
export const cameByProxy = ({ headers }: Request): boolean =>
	proxyHeaders.some((name) => headers.has(name));

/** Why a request is refused, whoever sends it; null where it may pass. */
export const refusalOf = (request: Request, url: URL, settings: Settings): Refusal | null =>
	foreignHost(request, settings) ??
	foreignPage(request, url) ??
	wrongType(request, url) ??
	compressed(request) ??
	tooLong(request, url);

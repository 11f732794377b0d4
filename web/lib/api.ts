/** The typed client of the API, for pages. A refusal of the API becomes the error page with its message and hint. */
import { error } from '@sveltejs/kit';
import { hc, type ClientResponse } from 'hono/client';
import type { Api } from './server/api/index.ts';

/** The client; `fetch` is that of a load function, so that the server answers itself without a socket. */
export const apiClient = (origin: string, fetch: typeof globalThis.fetch) =>
	hc<Api>(origin, { fetch }).api;

/** What the API answers where it refuses something. */
export interface ApiFailure {
	error: { code: string; message: string; hint: string | null; issues: string[] };
}

const failureOf = (body: unknown): ApiFailure['error'] | null =>
	typeof body === 'object' && body !== null && 'error' in body ? (body as ApiFailure).error : null;

type Successful<R> = R extends ClientResponse<infer Body, 200, 'json'> ? Body : never;

/** The body of a success, or why there is none, for what a page shows in its place. */
export type Outcome<Body> =
	{ state: 'done'; body: Body } | { state: 'refused'; failure: ApiFailure['error'] };

const unexpected: ApiFailure['error'] = {
	code: 'E_INTERNAL',
	message: 'The server did not answer as expected',
	hint: null,
	issues: []
};

/** The body of a response with status 200, or the refusal in its place; for what a page can do without. */
export const outcomeOf = async <R extends ClientResponse<unknown>>(
	pending: Promise<R>
): Promise<Outcome<Successful<R>>> => {
	const response = await pending;
	const body: unknown = await response.json();
	return response.ok
		? { state: 'done', body: body as Successful<R> }
		: { state: 'refused', failure: failureOf(body) ?? unexpected };
};

/** Sends a change to the API, JSON or a file, and tells what it answered; a server that is not there is a refusal too. */
export const sendChange = async <Body>(
	path: string,
	body: object,
	headers: Readonly<Record<string, string>> = {}
): Promise<Outcome<Body>> => {
	const isFile = body instanceof Blob;
	try {
		const response = await fetch(path, {
			method: 'POST',
			headers: {
				'content-type': isFile ? 'application/octet-stream' : 'application/json',
				...headers
			},
			body: isFile ? body : JSON.stringify(body)
		});
		const answer: unknown = await response.json();
		return response.ok
			? { state: 'done', body: answer as Body }
			: { state: 'refused', failure: failureOf(answer) ?? unexpected };
	} catch {
		return {
			state: 'refused',
			failure: {
				...unexpected,
				message: 'The server cannot be reached',
				hint: 'Is bench serve still running?'
			}
		};
	}
};

/** The body of a response with status 200. Throws the error page for every other one. */
export const bodyOf = async <R extends ClientResponse<unknown>>(
	pending: Promise<R>
): Promise<Successful<R>> => {
	const response = await pending;
	const body: unknown = await response.json();
	if (response.ok) return body as Successful<R>;
	const failure = failureOf(body);
	error(response.status, failure?.message ?? 'The server did not answer as expected', {
		...(failure ? { code: failure.code, hint: failure.hint, issues: failure.issues } : {})
	});
};

/**
 * The same for bodies of a type that is JSON as it is, such as a run: the client describes what JSON makes of a type member by member,
 * and loses the names of recursive ones.
 */
export const plainBodyOf = <T>(pending: Promise<ClientResponse<unknown>>): Promise<T> =>
	bodyOf(pending);

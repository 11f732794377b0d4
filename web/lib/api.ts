/** The typed client of the API, for pages. A refusal of the API becomes the error page with its message and hint. */
import { error } from '@sveltejs/kit';
import { hc, type ClientResponse } from 'hono/client';
import type { Api } from './server/api/index.ts';

/** The client; `fetch` is that of a load function, so that the server answers itself without a socket. */
export const apiClient = (origin: string, fetch: typeof globalThis.fetch) =>
	hc<Api>(origin, { fetch }).api;

interface ApiFailure {
	error: { code: string; message: string; hint: string | null; issues: string[] };
}

const failureOf = (body: unknown): ApiFailure['error'] | null =>
	typeof body === 'object' && body !== null && 'error' in body ? (body as ApiFailure).error : null;

type Successful<R> = R extends ClientResponse<infer Body, 200, 'json'> ? Body : never;

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

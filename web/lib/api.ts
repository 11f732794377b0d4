/** The typed client of the API, for pages. A refusal of the API becomes the error page with its message and hint. */
import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { error } from '@sveltejs/kit';
import { hc, type ClientResponse } from 'hono/client';
import type { AnswerRoutes } from './server/api/answers.ts';
import type { AssumptionSetRoutes } from './server/api/assumption-sets.ts';
import type { AttemptRoutes } from './server/api/attempts.ts';
import type { AuditRoutes } from './server/api/audit.ts';
import type { CompareRoutes } from './server/api/compare.ts';
import type { DecisionRoutes } from './server/api/decisions.ts';
import type { HardwareRoutes } from './server/api/hardware.ts';
import type { ModelRoutes } from './server/api/models.ts';
import type { PortfolioRoutes } from './server/api/portfolio.ts';
import type { PriceRoutes } from './server/api/prices.ts';
import type { QuoteRoutes } from './server/api/quotes.ts';
import type { ReviewRoutes } from './server/api/reviews.ts';
import type { RunRoutes } from './server/api/runs.ts';
import type { SideBySideRoutes } from './server/api/side-by-side.ts';
import type { UseCaseEvidenceRoutes } from './server/api/use-case-evidence.ts';
import type { UseCaseRoutes } from './server/api/use-cases.ts';

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- only a method of a value can be given types without being called; the value itself does not exist
declare const app: OpenAPIHono;

type Joined<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
	all: infer All
) => void
	? All
	: never;

/** The client of some routes, from what they declare alone: what their handlers return is held against it where they are written. */
type ClientOf<Routes extends RouteConfig> = Joined<
	Routes extends RouteConfig ? ReturnType<typeof hc<ReturnType<typeof app.openapi<Routes>>>> : never
>;

/**
 * The client by its parts, each of which is worked out where it is used: the types of the whole API at once take a compiler
 * seconds, for every page anew while pages are linted.
 */
export interface ApiClient {
	answers: ClientOf<SideBySideRoutes>['answers'];
	audit: ClientOf<AuditRoutes>['audit'];
	cells: ClientOf<CompareRoutes>['cells'];
	compare: ClientOf<CompareRoutes>['compare'];
	decisions: ClientOf<DecisionRoutes>['decisions'];
	hardware: ClientOf<HardwareRoutes>['hardware'];
	models: ClientOf<ModelRoutes>['models'];
	portfolio: ClientOf<PortfolioRoutes>['portfolio'];
	prices: ClientOf<PriceRoutes>['prices'];
	quotes: ClientOf<QuoteRoutes>['quotes'];
	reviews: ClientOf<ReviewRoutes>['reviews'];
	runs: ClientOf<RunRoutes | AttemptRoutes>['runs'];
	'use-cases': ClientOf<
		AnswerRoutes | AssumptionSetRoutes | DecisionRoutes | UseCaseEvidenceRoutes | UseCaseRoutes
	>['use-cases'];
}

/** The client; `fetch` is that of a load function, so that the server answers itself without a socket. */
export const apiClient = (origin: string, fetch: typeof globalThis.fetch): ApiClient =>
	hc(`${origin}/api`, { fetch }) as unknown as ApiClient;

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

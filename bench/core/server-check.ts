/** The clock of the server held against ours: where a server says itself how long it took, request by request. */
import { z } from 'zod';

/**
 * What is compared. `headers`: the request has arrived → the headers of the response go out, which is all that a header can tell. `ttft`: the
 * request has arrived, or its queue or prompt has begun → first token. `e2e`: the same → last token.
 */
export const serverFigures = ['headers', 'ttft', 'e2e'] as const;
export type ServerFigure = (typeof serverFigures)[number];

export const serverCheckSchema = z.strictObject({
	figure: z.enum(serverFigures),
	/** Field or header that the server says it in. */
	source: z.string(),
	/** Whole answers of the stage, its warm-up included, of which both clocks have the figure. */
	n: z.int().positive(),
	/** Median of what the server says, ms. */
	serverP50Ms: z.number(),
	/** Median of what we saw of the same answers, from the sending of the request, ms: to the headers, the first token or the end of the response. */
	clientP50Ms: z.number(),
	/** Median of ours − the server's of each answer, ms: the network, TLS and the client, and what the server does not count, such as its queue. */
	differenceP50Ms: z.number(),
	/** Answers of which the server says more than we saw, by over 5 ms: no clock can be right that does. */
	impossible: z.int().nonnegative()
});

export type ServerCheck = z.infer<typeof serverCheckSchema>;

/** What a server may say beyond what we saw, for the rounding of its figure and the reading of two clocks, ms. */
export const toleratedMs = 5;

const figureNames: Record<ServerFigure, string> = {
	headers: 'to the headers',
	ttft: 'to the first token',
	e2e: 'to the end'
};

const ms = (value: number): string => `${value.toFixed(Math.abs(value) < 100 ? 1 : 0)} ms`;

const counted = (n: number): string => `${n.toLocaleString('en-US')} answer${n === 1 ? '' : 's'}`;

/** One sentence without its full stop, such as `to the first token: the server says 212 ms, we saw 231 ms, …`. */
export const serverCheckInWords = (check: ServerCheck): string =>
	`${figureNames[check.figure]}: the server says ${ms(check.serverP50Ms)}, we saw ${ms(check.clientP50Ms)}, difference ${ms(check.differenceP50Ms)} (network and client); medians of ${counted(check.n)}, by ${check.source}`;

/** Why a figure of the server cannot be; null where it can. */
export const serverCheckWarning = ({ figure, impossible, n }: ServerCheck): string | null =>
	impossible === 0
		? null
		: `${figureNames[figure]} the server says over ${String(toleratedMs)} ms more than we saw in ${String(impossible)} of ${counted(n)}, which cannot be: its clock is wrong, or it counts something else`;

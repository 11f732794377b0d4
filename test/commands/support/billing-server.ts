/** A provider that keeps its own books: it knows what it bills for each request, whatever becomes of the answer. */
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { response, serveRaw, streamOf, type RawServer } from './raw-server.ts';

/**
 * What a request gets: an answer of so many billed tokens, one that breaks off before it says what it cost, be it that it has counted `told` of them on the
 * way, or an error, which is not billed: that there are too many requests, where it does not say another.
 */
export type Billed =
	| { kind: 'answer'; tokens: number; afterMs?: number }
	| { kind: 'cut'; tokens: number; told?: number }
	| { kind: 'refused'; status?: string };

export interface BillingServer extends RawServer {
	/** Output tokens billed so far. */
	billedTokens: () => number;
	/** The most requests that were open at once. */
	mostOpen: () => number;
}

/** What it asks for: a token of output costs a dollar. */
export const billedPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '0',
	outputUsdPerMtok: '1000000',
	source: 'test',
	checkedOn: '2026-11-20'
};

const streamHeaders = { 'content-type': 'text/event-stream' };

/** Answers the n-th request, from 0, as `bill` says; closed when the test has ended. */
export const serveBilling = async (bill: (n: number) => Billed): Promise<BillingServer> => {
	let [billed, requests, open, mostOpen] = [0, 0, 0, 0];
	const answer = (socket: Socket, what: Billed): void => {
		open--;
		if (what.kind === 'refused') {
			const { status = '429 Too Many Requests' } = what;
			socket.write(response(status, {}, '{"error":{"message":"no"}}'));
			return;
		}
		const usage = { prompt_tokens: 10, completion_tokens: what.tokens };
		const text = streamOf(['red'], { usage });
		if (what.kind === 'answer') socket.write(response('200 OK', streamHeaders, text));
		else {
			const { told } = what;
			const extra =
				told === undefined ? {} : { usage: { prompt_tokens: 10, completion_tokens: told } };
			const whole = response('200 OK', streamHeaders, streamOf(['red'], extra));
			const from = whole.indexOf('data:');
			const end = told === undefined ? from + 60 : whole.indexOf('\n\n', from) + 2;
			// Destroyed only once it is on the way, or nothing of it might arrive.
			socket.end(whole.slice(0, end), () => socket.destroy());
		}
	};
	const server = await serveRaw((socket) => {
		const what = bill(requests++);
		mostOpen = Math.max(mostOpen, ++open);
		if (what.kind !== 'refused') billed += what.tokens;
		const afterMs = what.kind === 'answer' ? (what.afterMs ?? 0) : 0;
		if (afterMs === 0) answer(socket, what);
		else
			setTimeout(() => {
				answer(socket, what);
			}, afterMs).unref();
	});
	onTestFinished(() => server.close());
	return { ...server, billedTokens: () => billed, mostOpen: () => mostOpen };
};

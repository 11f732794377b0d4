/**
 * How long the server takes to answer a page. autocannon is the driver and nothing else: its clocks and percentiles are not used, its
 * number of requests is fixed (a duration would drop those in flight), and it stops at the first errors instead of flooding.
 */
import type { EventEmitter } from 'node:events';
import autocannon from 'autocannon';
import { describe, type Distribution } from '#core/statistics/distribution.ts';

export interface AnswerTimes {
	connections: number;
	/** From the moment before a request is written to the end of its answer, ms. */
	ms: Distribution;
	/** Requests per second while all connections are busy. */
	requestsPerS: number;
	/** Answers other than 200, and requests without an answer. */
	failures: number;
}

/** A request of any page may take so long, s: far above what is aimed at, as an early end would corrupt the next answers. */
const timeoutS = 60;

/** Asks for an address `amount` times over so many connections; the first answer of each connection is left out as it opens it. */
export const answerTimes = async (
	url: string,
	{ connections, amount }: { connections: number; amount: number }
): Promise<AnswerTimes> => {
	const times: number[] = [];
	let failures = 0;
	const startedMs = performance.now();
	const instance = autocannon({
		url,
		connections,
		amount: amount + connections,
		timeout: timeoutS,
		bailout: 5,
		setupClient: (client: EventEmitter) => {
			let sentMs = 0;
			let isFirst = true;
			client.on('request', () => {
				sentMs = performance.now();
			});
			client.on('response', (status: number) => {
				if (status !== 200) failures++;
				if (!isFirst) times.push(performance.now() - sentMs);
				isFirst = false;
			});
			for (const event of ['timeout', 'connError', 'reset'] as const) {
				client.on(event, () => {
					failures++;
				});
			}
		}
	});
	await instance;
	const lastedS = (performance.now() - startedMs) / 1_000;
	return {
		connections,
		ms: describe(times),
		requestsPerS: (times.length + connections) / lastedS,
		failures
	};
};

/** Counts what a server has answered, by route and status, and how long it took. */
import { msToS } from '#core/units.ts';
import type { Family } from './metrics-text.ts';

export interface AnsweredRequest {
	method: string;
	/** The pattern that the address fits, such as `/runs/[id]`: never the address itself, of which there are any number. */
	route: string;
	/** Status of the response. */
	status: number;
	/** From the head of the request to the response that is ready to be sent, ms; the body of a stream is not waited for. */
	durationMs: number;
}

/** Upper bounds of the histogram, s. */
const boundsS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];

interface Durations {
	sumS: number;
	/** How many lie at or below the bound in the same place, and above the one before. */
	counts: number[];
}

/** Methods beyond these are one: a client may write what it wants. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export class RequestMetrics {
	readonly #answered = new Map<string, { labels: Record<string, string>; count: number }>();
	readonly #durations = new Map<string, Durations>();

	observe({ method, route, status, durationMs }: AnsweredRequest): void {
		const labels = {
			method: methods.has(method) ? method : 'other',
			route,
			status: String(status)
		};
		const key = JSON.stringify(labels);
		const known = this.#answered.get(key);
		if (known) known.count++;
		else this.#answered.set(key, { labels, count: 1 });
		const durationS = msToS(durationMs);
		const durations = this.#durations.get(route) ?? { sumS: 0, counts: boundsS.map(() => 0) };
		this.#durations.set(route, durations);
		durations.sumS += durationS;
		const place = boundsS.findIndex((boundS) => durationS <= boundS);
		durations.counts[place] = (durations.counts[place] ?? 0) + 1;
	}

	families(): Family[] {
		return [
			{
				name: 'bench_http_requests_total',
				type: 'counter',
				help: 'Requests that were answered, by method, route and status. Files of the site itself are not counted.',
				samples: [...this.#answered.values()].map(({ labels, count }) => ({ labels, value: count }))
			},
			{
				name: 'bench_http_request_duration_seconds',
				type: 'histogram',
				help: 'Time from the head of a request to its response being ready, in seconds. The body of a stream is not waited for.',
				samples: [...this.#durations].flatMap(([route, { sumS, counts }]) => {
					let below = 0;
					const buckets = boundsS.map((boundS, i) => {
						below += counts[i] ?? 0;
						const le = boundS === Infinity ? '+Inf' : String(boundS);
						return { suffix: '_bucket', labels: { route, le }, value: below };
					});
					return [
						...buckets,
						{ suffix: '_sum', labels: { route }, value: sumS },
						{ suffix: '_count', labels: { route }, value: below }
					];
				})
			}
		];
	}
}

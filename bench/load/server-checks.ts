/** Collects what servers say of their own time beside what was seen, answer by answer. */
import type { Attempt } from '#core/attempt.ts';
import {
	serverFigures,
	toleratedMs,
	type ServerCheck,
	type ServerFigure
} from '#core/server-check.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import { serverClocksOf } from '#bench/protocols/server-clock.ts';
import { Samples } from './samples.ts';

type Timed = Pick<
	Attempt,
	'sentMs' | 'headersMs' | 'endMs' | 'serviceTtftMs' | 'serverTimings' | 'usage'
>;

/** From the sending of the request, ms; null where an end of it was not seen. */
const seenMs = (attempt: Timed, figure: ServerFigure): number | null => {
	const { sentMs, headersMs, endMs, serviceTtftMs } = attempt;
	if (figure === 'ttft') return serviceTtftMs;
	const untilMs = figure === 'headers' ? headersMs : endMs;
	return sentMs === null || untilMs === null ? null : untilMs - sentMs;
};

interface Pairs {
	figure: ServerFigure;
	source: string;
	server: Samples;
	client: Samples;
	difference: Samples;
	impossible: number;
}

const medianOf = (samples: Samples): number =>
	quantileOfSorted(samples.view().slice().sort(), 0.5) ?? 0;

export class ServerChecks {
	readonly #pairs = new Map<string, Pairs>();

	/** Takes a whole answer. */
	add(attempt: Timed): void {
		if (attempt.serverTimings === null && attempt.usage === null) return;
		for (const clock of serverClocksOf(attempt.serverTimings, attempt.usage?.raw)) {
			const { figure, source, valueMs } = clock;
			const ours = seenMs(attempt, figure);
			if (ours === null) continue;
			const key = `${figure} ${source}`;
			let pairs = this.#pairs.get(key);
			if (!pairs) {
				const [server, client, difference] = [new Samples(), new Samples(), new Samples()];
				pairs = { figure, source, server, client, difference, impossible: 0 };
				this.#pairs.set(key, pairs);
			}
			pairs.server.add(valueMs);
			pairs.client.add(ours);
			pairs.difference.add(ours - valueMs);
			if (valueMs > ours + toleratedMs) pairs.impossible += 1;
		}
	}

	/** One for each figure and source, in the order of the figures; none where no server said anything. */
	summarise(): ServerCheck[] {
		return serverFigures.flatMap((figure) =>
			[...this.#pairs.values()]
				.filter((pairs) => pairs.figure === figure)
				.map(({ source, server, client, difference, impossible }) => ({
					figure,
					source,
					n: server.length,
					serverP50Ms: medianOf(server),
					clientP50Ms: medianOf(client),
					differenceP50Ms: medianOf(difference),
					impossible
				}))
		);
	}
}

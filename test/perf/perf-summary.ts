/** What the figures of `npm run perf` come to, in sentences. */
import type { HonestyLevel } from './honesty.ts';

/** Asked of the client below half of its saturation, ms. */
const wantedErrorMs = 2;
/** What a stage of quick answers tolerates of its client before it calls itself client-bound (`bench/load/validity.ts`), ms. */
const toleratedErrorMs = 10;

interface ClientFigures {
	client: string;
	concurrency: number;
	cpuUsPerEvent: number;
}

/** CPU time of one worker as a multiple of wrk's, by level. */
const ratios = (figures: readonly ClientFigures[]): string[] => {
	const parts = figures.flatMap(({ client, concurrency, cpuUsPerEvent }) => {
		if (client !== 'bench ×1') return [];
		const wrk = figures.find((each) => each.client === 'wrk' && each.concurrency === concurrency);
		if (!wrk) return [];
		return [`${(cpuUsPerEvent / wrk.cpuUsPerEvent).toFixed(2)} at ${String(concurrency)} streams`];
	});
	return parts.length === 0
		? []
		: [`CPU time of one worker for an event, as a multiple of wrk's: ${parts.join(', ')}`];
};

const named = (level: HonestyLevel | undefined): string =>
	level === undefined
		? 'at no level'
		: `at ${String(level.streams)} streams (${level.eventsPerS.toFixed(0)} events/s)`;

/** Where the true error of rising levels leaves what is wanted, where the stage says so itself, and levels at which only one of both holds. */
export const summaryOf = (
	figures: readonly ClientFigures[],
	levels: readonly HonestyLevel[]
): string[] => {
	const isWrong = ({ ttftErrorMs }: HonestyLevel): boolean => ttftErrorMs.p99 > wantedErrorMs;
	const isBound = ({ verdict }: HonestyLevel): boolean => verdict === 'client-bound';
	const most = Math.max(0, ...levels.map(({ eventsPerS }) => eventsPerS));
	const silent = levels.filter(
		(level) => level.ttftErrorMs.p99 > toleratedErrorMs && !isBound(level)
	);
	return [
		...ratios(figures),
		...(levels.length === 0
			? []
			: [
					`most events: ${most.toFixed(0)}/s; TTFT error p99 above ${String(wantedErrorMs)} ms first ${named(levels.find(isWrong))}; client-bound first ${named(levels.find(isBound))}`,
					`above the ${String(toleratedErrorMs)} ms that a stage tolerates and not called client-bound: ${silent.map((level) => `${String(level.streams)} streams (${level.ttftErrorMs.p99.toFixed(1)} ms)`).join(', ') || 'none'}`
				])
	];
};

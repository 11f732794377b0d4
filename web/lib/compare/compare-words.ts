/** Names and numbers of a comparison as its sentences and tables write them. */
import { markEmulated } from '#core/mark-emulated.ts';
import { importedMeaning } from '../runs/labels.ts';
import { formatMs, formatMsValue, formatNumber, formatTime } from '../format.ts';
import type { ComparedCell, ComparedLatency, Comparison } from './comparison.ts';

/** `at closed ×16`, or `as imported` where another tool measured and its load is not known. */
export const atLoad = (load: string): string =>
	load === 'imported' ? 'as imported' : `at ${load}`;

export type SideKey = 'a' | 'b';

/** What stands for a figure that there is not. */
export const notMeasured = 'not measured';

export const latencyNames: Record<ComparedLatency, string> = {
	ttftMs: 'Time to first token (TTFT)',
	tpotMs: 'Time per output token (TPOT)',
	itlMs: 'Gap between deltas (ITL)',
	e2eMs: 'Whole answer (E2E)'
};

const latencyMeanings: Record<ComparedLatency, string> = {
	ttftMs: 'due → first token',
	tpotMs: 'first → last token, per further token',
	itlMs: 'over all answers',
	e2eMs: 'due → end'
};

/** From which event to which a latency runs, as far as that is known of both. */
export const latencyMeaning = (
	metric: ComparedLatency,
	{ a, b }: { a: Pick<ComparedCell, 'kind'>; b: Pick<ComparedCell, 'kind'> }
): string => {
	const imported = [
		...(a.kind === 'imported' ? ['A'] : []),
		...(b.kind === 'imported' ? ['B'] : [])
	];
	if (imported.length === 0) return latencyMeanings[metric];
	return imported.length === 2
		? importedMeaning
		: `${latencyMeanings[metric]}; of ${imported.join('')} ${importedMeaning}`;
};

/** `open model on a GPU EMULATED`. */
export const targetName = ({ target, emulated }: ComparedCell): string =>
	markEmulated(target, emulated);

/** `A (open model on a GPU EMULATED)`; where both are called the same, what tells them apart is their run. */
export const sideName = (comparison: Pick<Comparison, SideKey>, side: SideKey): string => {
	const { a, b } = comparison;
	const shown = comparison[side];
	const name = targetName(shown);
	const other = a.target === b.target && a.runId !== b.runId ? `, run ${shown.runId}` : '';
	return `${side.toUpperCase()} (${name}${other})`;
};

/** `support-triage on open model on a GPU EMULATED (run demo, 2026-11-25 08:26 UTC)`. */
export const measuredAs = (cell: ComparedCell): string =>
	`${cell.scenarioId} on ${targetName(cell)} (run ${cell.runName}, ${cell.kind === 'imported' ? 'imported ' : ''}${formatTime(cell.startedAtUtc)})`;

const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '');

/** `+331`, `−0.4`: milliseconds without their unit. */
export const signedMsValue = (ms: number): string => `${signOf(ms)}${formatMsValue(Math.abs(ms))}`;

/** `+331 ms`. */
export const signedMs = (ms: number): string => `${signOf(ms)}${formatMs(Math.abs(ms))}`;

export { signedPoints } from '#core/signed-points.ts';

/** `+106 %`: how much more A is than B; null where B is 0. */
export const relativeDifference = (a: number, b: number): string | null => {
	if (b === 0) return null;
	const percent = (100 * (a - b)) / b;
	const size = Math.abs(percent);
	return `${signOf(percent)}${size >= 100 ? Math.round(size).toLocaleString('en-US') : formatNumber(Number(size.toPrecision(2)))} %`;
};

/** `0.031`, `< 0.0001`. */
export const pText = (p: number): string =>
	p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)));

/** `p = 0.031`, `p < 0.0001`. */
export const pValue = (p: number): string => (p < 0.0001 ? `p ${pText(p)}` : `p = ${pText(p)}`);

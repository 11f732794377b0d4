/** The colour of an outcome: whole answers calm, failures loud. Names stand beside it everywhere. */
import type { Outcome } from '#core/outcome.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';

/** Position among the colours of the series, from 0. */
const positions: Record<Outcome, number> = {
	ok: 2,
	truncated: 3,
	length: 5,
	refused: 6,
	'rate-limited': 1,
	timeout: 0,
	error: 7,
	aborted: 4
};

/** The CSS variable of each. */
export const outcomeVariables = Object.fromEntries(
	Object.entries(positions).map(([outcome, at]) => [outcome, `--series-${String(at + 1)}`])
) as Record<Outcome, string>;

export const outcomeColor = (theme: ChartTheme, outcome: string): string =>
	theme.series[positions[outcome as Outcome]] ?? theme.ink;

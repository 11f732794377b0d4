/** A chart of a use case as JSON: its table with what it belongs to. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { showsEmulated } from '#bench/economics/case/shows-emulated.ts';
import type { ChartTable } from '../charts/chart-table.ts';

export interface ChartOrigin {
	useCase: { id: string; title: string };
	/** With the values of the reader in place. */
	costCase: Pick<CostCase, 'allowEmulated' | 'unavailable'>;
	decision: Pick<Decision, 'evaluated' | 'verdict'>;
	/** Name of the saved set that is open; null without one. */
	set: string | null;
	/** Values in place of those of the case, decimal text by parameter id. */
	values: Readonly<Record<string, string>>;
	/** ISO 8601. */
	madeAtUtc: string;
}

export const chartJson = (
	table: ChartTable,
	{ useCase: { id, title }, costCase, decision, set, values, madeAtUtc }: ChartOrigin
) => ({
	useCase: { id, title },
	query: { set, includeEmulated: costCase.allowEmulated, values },
	verdict: decision.verdict.sentence,
	emulated: showsEmulated(costCase, decision),
	madeAtUtc,
	...table
});

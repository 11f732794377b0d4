/** How the attempts of each stage ended. */
import { markEmulated } from '#core/mark-emulated.ts';
import { outcomes, type Outcome } from '#core/outcome.ts';
import { formatShare, formatWhole } from '../format.ts';
import type { ChartTable } from './chart-table.ts';

export interface StageOutcomes {
	label: string;
	emulated: boolean;
	counts: Partial<Record<Outcome, number>>;
}

const sumOf = (counts: StageOutcomes['counts']): number =>
	Object.values(counts).reduce((sum, count) => sum + count, 0);

/** A row for each stage, a column for each outcome that occurred. */
export const outcomesTable = (stages: readonly StageOutcomes[]): ChartTable => {
	const seen = outcomes.filter((outcome) =>
		stages.some(({ counts }) => (counts[outcome] ?? 0) > 0)
	);
	const all = stages.reduce((sum, { counts }) => sum + sumOf(counts), 0);
	const ok = stages.reduce((sum, { counts }) => sum + (counts.ok ?? 0), 0);
	const others = seen.filter((outcome) => outcome !== 'ok');
	const caption =
		all === 0
			? 'No attempt has been summed up yet.'
			: `${formatWhole(ok)} of ${formatWhole(all)} attempts (${formatShare(ok / all)}) ended ok` +
				(others.length === 0 ? '.' : `; the others ended as ${others.join(', ')}.`);
	return {
		id: 'outcomes',
		title: 'Outcomes of the attempts',
		caption,
		columns: [
			{ key: 'stage', label: 'Stage', unit: null, kind: 'text' },
			...seen.map((outcome) => ({
				key: outcome,
				label: outcome,
				unit: null,
				kind: 'number' as const
			}))
		],
		rows: stages.map(({ label, emulated, counts }) => [
			markEmulated(label, emulated),
			...seen.map((outcome) => counts[outcome] ?? 0)
		]),
		notes: [],
		sources: []
	};
};

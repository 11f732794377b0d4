/** What `bench regrade` prints: cell by cell, what turned. */
import type { CellTarget } from '#core/cell-target.ts';
import { targetTitle } from '#core/target-title.ts';
import { formatShare, renderTable, type Column } from './format.ts';

export interface ReportedRegrade {
	runId: string;
	isDryRun: boolean;
	cells: readonly {
		cell: { id: string; scenarioId: string; target: CellTarget };
		answers: number;
		/** Answers without a grade, as their judges have not spoken, or not readably. */
		ungraded: number;
		/** Of those the ones that had a grade before. */
		lost: number;
		nowRight: readonly string[];
		nowWrong: readonly string[];
		before: number | null;
		after: number | null;
	}[];
}

const columns: Column[] = [
	{ title: 'scenario', align: 'left' },
	{ title: 'target', align: 'left' },
	{ title: 'answers', align: 'right' },
	{ title: 'no grade', align: 'right', dropOrder: 0 },
	{ title: 'now right', align: 'right' },
	{ title: 'now wrong', align: 'right' },
	{ title: 'right before', align: 'right' },
	{ title: 'right now', align: 'right' }
];

/** `maxWidth`: columns of the terminal; null where there is none. */
export const renderRegrade = (
	{ runId, isDryRun, cells }: ReportedRegrade,
	maxWidth: number | null
): string => {
	const rows = cells.map(({ cell, answers, ungraded, nowRight, nowWrong, before, after }) => [
		cell.scenarioId,
		targetTitle(cell.target),
		answers.toLocaleString('en-US'),
		ungraded.toLocaleString('en-US'),
		String(nowRight.length),
		String(nowWrong.length),
		formatShare(before),
		formatShare(after)
	]);
	const head = isDryRun
		? `run ${runId} would be graded so; nothing was changed`
		: `run ${runId} is graded again`;
	const lost = cells.reduce((sum, cell) => sum + cell.lost, 0);
	const remark =
		lost === 0
			? ''
			: `\n\n${lost === 1 ? '1 answer that has a grade' : `${String(lost)} answers that have a grade`} ${isDryRun ? 'would get none' : 'got none'}: no readable judgement counts for ${lost === 1 ? 'it' : 'them'}.`;
	return `${head}\n\n${renderTable(columns, rows, { maxWidth })}${remark}`;
};

/** Items by id; shares from 0 to 1. */
export const regradeJson = ({ runId, isDryRun, cells }: ReportedRegrade): string =>
	JSON.stringify(
		{
			run: runId,
			dryRun: isDryRun,
			cells: cells.map(({ cell, ...figures }) => ({
				cell: cell.id,
				scenario: cell.scenarioId,
				target: cell.target.id,
				...figures,
				grades: undefined
			}))
		},
		null,
		'\t'
	);

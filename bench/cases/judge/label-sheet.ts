/** Answers for people to label: which of them, and as a sheet that `bench judge calibrate --labels` reads back. */
import type { Answer } from '#core/answer.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { writeCsv } from '#bench/importers/csv-table.ts';
import { judgedQuestion } from './judged-answers.ts';
import { firstAnswers } from './judging-of-run.ts';

/** One answer to be labelled. What answered is not said, so that nobody labels by the name of a model. */
export interface SheetLine {
	attempt: string;
	/** To be filled in: true or false (in a table yes or no). */
	passed: null;
	/** To be filled in where several people label. */
	labeller: '';
	scenario: string;
	question: string;
	/** What a good answer holds; null where judges are not shown it either. */
	reference: string | null;
	answer: string;
}

export interface SheetCell {
	loaded: LoadedScenario;
	spec: JudgeSpec;
	/** Those that arrived. */
	answers: readonly Answer[];
}

/**
 * Up to `count` first answers, as many of each cell as of any other while they last, in an order that tells nothing. The same seed
 * chooses the same.
 */
export const sheetLines = (
	cells: readonly SheetCell[],
	{ count, seed }: { count: number; seed: number }
): SheetLine[] => {
	const random = createRandom(seed, 'label-sheet');
	const byCell = cells.map(({ loaded, spec, answers }) => {
		const items = new Map(loaded.items.map((item) => [item.id, item]));
		const lines = firstAnswers(answers).flatMap((answer): SheetLine[] => {
			const item = items.get(answer.itemId);
			if (!item) return [];
			const { user, reference } = judgedQuestion(loaded, spec, item);
			return [
				{
					attempt: answer.attemptId,
					passed: null,
					labeller: '',
					scenario: loaded.scenario.id,
					question: user,
					reference,
					answer: answer.text
				}
			];
		});
		return shuffle(random, lines);
	});
	const longest = Math.max(0, ...byCell.map((lines) => lines.length));
	const inTurn = Array.from({ length: longest }, (_, nth) =>
		byCell.flatMap((lines) => lines.slice(nth, nth + 1))
	).flat();
	return shuffle(random, inTurn.slice(0, count));
};

const columns = [
	'attempt',
	'passed',
	'labeller',
	'scenario',
	'question',
	'reference',
	'answer'
] as const satisfies readonly (keyof SheetLine)[];

/** The sheet for a spreadsheet. */
export const sheetCsv = (lines: readonly SheetLine[]): string =>
	writeCsv(
		columns,
		lines.map((line) => columns.map((column) => line[column] ?? ''))
	);

/** The sheet as JSON lines. */
export const sheetJsonl = (lines: readonly SheetLine[]): string =>
	lines.map((line) => `${JSON.stringify(line)}\n`).join('');

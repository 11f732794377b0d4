/** Answers of several cells to the same items, as their page gets and asks for them. */
import type { TextAbsence, UngradedReason } from '#core/answer.ts';
import type { JsonValue } from '#core/json.ts';
import { createQueryReader } from '../query-reader.ts';
import type { ShownReview } from './attempt-view.ts';

export const itemFilters = ['all', 'different', 'failed', 'flipped', 'reviewed'] as const;
export type ItemFilter = (typeof itemFilters)[number];

export const itemFilterMeanings: Record<ItemFilter, string> = {
	all: 'every item',
	different: 'answers that do not say the same, layout and case aside',
	failed: 'at least one answer is graded wrong',
	flipped: 'right on one target, wrong on another',
	reviewed: 'somebody has said something about an answer'
};

/** Most answers beside each other: more columns nobody can read. */
export const mostColumns = 8;

export interface AnswerColumn {
	/** `RUN:CELL`; see `parseCellRef`. */
	ref: string;
	runId: string;
	runName: string;
	scenarioId: string;
	target: string;
	emulated: boolean;
}

export interface ShownAnswer {
	attemptId: string;
	text: string;
	/** Why the text of an answer that arrived is not there; null where it is. */
	textAbsence: TextAbsence | null;
	/** Both null where no answer arrived, or it has no grade. */
	passed: boolean | null;
	score: number | null;
	/** Why an answer that arrived has no grade; null for others. */
	ungradedReason: UngradedReason | null;
	details: unknown;
	reviews: ShownReview[];
}

export interface SideBySideView {
	columns: AnswerColumn[];
	items: {
		itemId: string;
		/** What was asked and expected; null where the scenario of this version cannot be found. */
		texts: { system: string | null; user: string; reference: JsonValue } | null;
		/** One for each column; null where the cell never asked the item. */
		answers: (ShownAnswer | null)[];
	}[];
	/** Items that each filter leaves, on all pages. */
	totals: Record<ItemFilter, number>;
	/** Thumbs against grades, over all items of all columns. */
	agreement: {
		upRight: number;
		upWrong: number;
		downRight: number;
		downWrong: number;
		answers: number;
	};
	page: number;
	pageSize: number;
}

export interface SideBySideQuery {
	scenario: string | null;
	/** Cells in place of all of the scenario. */
	cells: string[];
	filter: ItemFilter;
	/** Only items with this reference label that the first column answered with `answered`; null for all. */
	expected: string | null;
	/** Null for no label, or several. */
	answered: string | null;
	/** Column from which differences are marked, from 0; null for none. */
	base: number | null;
	page: number;
}

export const readSideBySideQuery = (
	params: URLSearchParams
): { query: SideBySideQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const query = {
		scenario: reader.text('scenario'),
		cells: reader.texts('cell'),
		filter: reader.choice('filter', itemFilters) ?? 'all',
		expected: reader.text('expected'),
		answered: reader.text('answered'),
		base: reader.whole('base', 0),
		page: reader.whole('page', 1) ?? 1
	};
	return { query, unread: reader.unread };
};

/** One request as a line of a trace tells it, and what a reader of a format is. */
import type { TraceFormat } from '#core/request-trace.ts';

export interface TraceRow {
	/** The moment is the sum of both, ms: whole seconds since any beginning, and what is finer, so that no digit of it is lost. */
	wholeMs: number;
	partMs: number;
	inputTokens: number;
	outputTokens: number;
	/** Ids of the blocks of 512 tokens that the prompt begins with; null where the line has none. */
	prefix: number[] | null;
	session: string | null;
	item: string | null;
}

/** What is wrong with a line: where in it, and what was expected. */
export interface RowProblem {
	path: string;
	message: string;
}

export type ReadRow = { row: TraceRow } | { problem: RowProblem };

export interface TraceReader {
	format: TraceFormat;
	/** What a file in this format looks like, for messages. */
	looksLike: string;
	/** Whether the first line with anything in it is of this format. */
	matches(firstLine: string): boolean;
	/**
	 * What reads the lines. Of a format with a header it is made from it; `problems` are those of the header, after which no line can be
	 * read. The first line is read as a row where `firstLineIsRow`.
	 */
	open(firstLine: string): {
		firstLineIsRow: boolean;
		problems: RowProblem[];
		read: (line: string) => ReadRow;
	};
}

/** Longest quotation of a value in a message, UTF-16 code units. */
const longestQuote = 40;

export const quoted = (value: unknown): string => {
	const text = JSON.stringify(value) as string | undefined;
	if (text === undefined) return 'nothing';
	return text.length <= longestQuote ? text : `${text.slice(0, longestQuote).toWellFormed()}…`;
};

/** More tokens than any context of a model has; above this a length is a mistake. */
export const mostTokens = 100_000_000;

/** A length in tokens; a problem in words for anything but a whole number from 0 to a hundred million. */
export const tokensOf = (value: unknown): number | string =>
	typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens
		? value
		: `${quoted(value)} is no length; expected a whole number of tokens from 0 to ${mostTokens.toLocaleString('en-US')}`;

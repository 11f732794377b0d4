/** Rows of the traces that are JSON Lines: one object a line, with known keys. */
import { prefixBlockTokens } from '#core/request-trace.ts';
import type { ReadRow, RowProblem, TraceReader, TraceRow } from './trace-row.ts';
import { quoted, tokensOf } from './trace-row.ts';

export type Fields = Readonly<Record<string, unknown>>;

const objectOf = (line: string): Fields | null => {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Fields)
			: null;
	} catch {
		return null;
	}
};

/** A field as a length in tokens; a problem where it is none. */
export const tokensAt = (fields: Fields, key: string): number | { problem: RowProblem } => {
	const tokens = tokensOf(fields[key]);
	return typeof tokens === 'number' ? tokens : { problem: { path: key, message: tokens } };
};

/** Milliseconds from 0; a problem where it is no such number. */
export const msAt = (
	fields: Fields,
	key: string
): { wholeMs: number; partMs: number } | { problem: RowProblem } => {
	const value = fields[key];
	if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
		return {
			problem: {
				path: key,
				message: `${quoted(value)} is no moment; expected milliseconds from 0`
			}
		};
	}
	return { wholeMs: Math.trunc(value), partMs: value % 1 };
};

/** Ids of the blocks that a prompt begins with; null where the key is absent, a problem where they are none or more than fit. */
export const prefixAt = (
	fields: Fields,
	key: string,
	inputTokens: number
): number[] | null | { problem: RowProblem } => {
	const value = fields[key];
	if (value === undefined) return null;
	const isId = (id: unknown): id is number => Number.isSafeInteger(id) && (id as number) >= 0;
	if (!Array.isArray(value) || !value.every(isId)) {
		return {
			problem: {
				path: key,
				message: `${quoted(value)}; expected a list of whole numbers from 0, one for each block of ${String(prefixBlockTokens)} tokens`
			}
		};
	}
	const most = Math.ceil(inputTokens / prefixBlockTokens);
	if (value.length > most) {
		return {
			problem: {
				path: key,
				message: `names ${String(value.length)} blocks of ${String(prefixBlockTokens)} tokens; ${String(inputTokens)} tokens have at most ${String(most)}`
			}
		};
	}
	return value;
};

/** A reader of a format in JSON Lines whose objects `read` understands. */
export const jsonReader = ({
	format,
	example,
	known,
	recognisedBy,
	read
}: {
	format: TraceReader['format'];
	/** A line as it should be. */
	example: string;
	known: readonly string[];
	/** Keys of which one tells this format from others. */
	recognisedBy: readonly string[];
	read: (fields: Fields) => { row: TraceRow } | { problem: RowProblem };
}): TraceReader => ({
	format,
	looksLike: `JSON Lines such as ${example}`,
	matches: (firstLine) => {
		const fields = objectOf(firstLine);
		return fields !== null && recognisedBy.some((key) => key in fields);
	},
	open: () => ({
		firstLineIsRow: true,
		problems: [],
		read: (line): ReadRow => {
			const fields = objectOf(line);
			if (fields === null) {
				return {
					problem: {
						path: '',
						message: `${quoted(line)} is no JSON object; expected a line such as ${example}`
					}
				};
			}
			const unknown = Object.keys(fields).find((key) => !known.includes(key));
			if (unknown !== undefined) {
				return {
					problem: {
						path: unknown,
						message: `is not known in this format; expected ${known.join(', ')}`
					}
				};
			}
			return read(fields);
		}
	})
});

/** Collects the problems of one input file, keeps the first ones and counts the rest, and throws them as one error. */
import { BenchError, type Problem } from '#core/errors.ts';

/** Problems that are kept and shown of one file: enough to see the pattern, few enough to read. */
const shownProblems = 50;

export interface ProblemList {
	/** `line` is 1-based, null where the problem belongs to no line; `path` is empty for the file itself. */
	add(line: number | null, path: string, message: string): void;
	/** All problems so far, also those that are not kept. */
	readonly count: number;
	/** Throws `E_CONFIG` with the problems where there are any; `hint` says how to repair such a file. */
	throwIfAny(hint?: string): void;
}

/** An empty list for a file; at most `shown` problems are kept, and a last entry says how many more there are. */
export const createProblemList = (file: string, shown: number = shownProblems): ProblemList => {
	const kept: Problem[] = [];
	let count = 0;
	return {
		add(line, path, message) {
			count++;
			if (kept.length < shown) kept.push({ file, line, path, message });
		},
		get count() {
			return count;
		},
		throwIfAny(hint) {
			if (count === 0) return;
			const more = count - kept.length;
			const rest: Problem[] =
				more === 0
					? []
					: [{ file, line: null, path: '', message: `and ${more.toLocaleString('en-US')} more` }];
			throw new BenchError(
				'E_CONFIG',
				`${file} has ${count.toLocaleString('en-US')} problem${count === 1 ? '' : 's'}; nothing was imported`,
				{ problems: [...kept, ...rest], ...(hint === undefined ? {} : { hint }) }
			);
		}
	};
};

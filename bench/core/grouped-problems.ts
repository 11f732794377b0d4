/** Problems of input files as lines to read: what is wrong alike on many lines is said once. */
import { renderProblem, type Problem } from './errors.ts';

/** Lines that are named beside the first. */
const namedLines = 5;

/** `items.jsonl:1 language: missing (and on 149 more lines: 2, 3, 4, 5, 6, …)`; in the order of the first of each. */
export const renderProblems = (problems: readonly Problem[]): string[] => {
	const alike = Map.groupBy(problems, ({ file, line, path, message }) =>
		JSON.stringify([file, path, message, line === null])
	);
	return [...alike.values()].flatMap(([first, ...others]) => {
		if (!first) return [];
		const lines = others.flatMap(({ line }) => line ?? []);
		if (lines.length === 0) return [first, ...others].map(renderProblem);
		const named = lines.slice(0, namedLines).join(', ');
		const more = lines.length > namedLines ? ', …' : '';
		return [
			`${renderProblem(first)} (and on ${String(lines.length)} more ${lines.length === 1 ? 'line' : 'lines'}: ${named}${more})`
		];
	});
};

/** Searches a text for regular expressions. */
import type { PatternResult, PatternTask } from '#bench/graders/sandbox-tasks.ts';

/** Throws a SyntaxError for a pattern that is none. */
export const runPattern = ({ text, must, mustNot, ignoreCase }: PatternTask): PatternResult => {
	const isFound = (source: string): boolean =>
		new RegExp(source, ignoreCase ? 'imu' : 'mu').test(text);
	return { missing: must.filter((source) => !isFound(source)), found: mustNot.filter(isFound) };
};

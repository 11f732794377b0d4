/** What was taken out of one text and put into another, word by word. */

export interface TextPart {
	kind: 'same' | 'removed' | 'added';
	text: string;
}

/** Words, runs of white space, and single signs. */
const tokensOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s]/gu) ?? [];

/** Comparisons up to which the texts are aligned; longer ones differ as a whole in the middle. Some 30 ms. */
const mostComparisons = 2_000_000;

const joined = (parts: readonly TextPart[]): TextPart[] => {
	const result: TextPart[] = [];
	for (const { kind, text } of parts) {
		if (text === '') continue;
		const last = result.at(-1);
		if (last?.kind === kind) last.text += text;
		else result.push({ kind, text });
	}
	return result;
};

/** A longest common subsequence of the tokens (Wagner & Fischer 1974), read from its table front to back. */
const aligned = (before: readonly string[], after: readonly string[]): TextPart[] => {
	const [n, m] = [before.length, after.length];
	const width = m + 1;
	const lengths = new Uint32Array((n + 1) * width);
	const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
	for (let i = n - 1; i >= 0; i--) {
		for (let j = m - 1; j >= 0; j--) {
			lengths[i * width + j] =
				before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		}
	}
	const parts: TextPart[] = [];
	let [i, j] = [0, 0];
	while (i < n || j < m) {
		const [old = '', fresh = ''] = [before[i], after[j]];
		if (i < n && j < m && old === fresh) {
			parts.push({ kind: 'same', text: old });
			i++;
			j++;
		} else if (j >= m || (i < n && at(i + 1, j) >= at(i, j + 1))) {
			parts.push({ kind: 'removed', text: old });
			i++;
		} else {
			parts.push({ kind: 'added', text: fresh });
			j++;
		}
	}
	return parts;
};

/**
 * The parts of both texts in order: those that are the same and removed make up `before`, those that are the same and added `after`.
 */
export const wordDifference = (before: string, after: string): TextPart[] => {
	const [a, b] = [tokensOf(before), tokensOf(after)];
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) start++;
	let end = 0;
	while (
		end < a.length - start &&
		end < b.length - start &&
		a[a.length - 1 - end] === b[b.length - 1 - end]
	) {
		end++;
	}
	const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
	const middle: TextPart[] =
		middleA.length * middleB.length > mostComparisons
			? [
					{ kind: 'removed', text: middleA.join('') },
					{ kind: 'added', text: middleB.join('') }
				]
			: aligned(middleA, middleB);
	return joined([
		{ kind: 'same', text: a.slice(0, start).join('') },
		...middle,
		{ kind: 'same', text: a.slice(a.length - end).join('') }
	]);
};

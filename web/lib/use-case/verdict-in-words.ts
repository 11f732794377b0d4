/** A verdict in a word, and what changed assumptions did to it. */
import type { Verdict } from '#bench/economics/verdict/verdict-input.ts';

export const stateInWords: Record<Verdict['state'], string> = {
	make: 'Make',
	buy: 'Buy',
	hybrid: 'Hybrid',
	'no-difference-shown': 'No difference shown',
	'not-enough-evidence': 'Not enough evidence'
};

/** Tone of a `Tag`: decided, or not. */
export const stateTone = (state: Verdict['state']): 'good' | 'warn' =>
	state === 'no-difference-shown' || state === 'not-enough-evidence' ? 'warn' : 'good';

type Compared = Pick<Verdict, 'state' | 'optionId' | 'sentence'>;

/** What changes did to the verdict, in one or two sentences; `titleOf` names an option. */
export const changeInWords = (
	before: Compared,
	after: Compared,
	titleOf: (optionId: string) => string
): string => {
	const named = ({ state, optionId }: Compared): string => {
		const word = stateInWords[state].toLowerCase();
		if (optionId === null || state === 'not-enough-evidence') return word;
		return state === 'no-difference-shown'
			? `${word}, ${titleOf(optionId)} ahead`
			: `${word}, ${titleOf(optionId)}`;
	};
	if (before.sentence === after.sentence) return 'The changes leave the verdict as it was.';
	if (before.state === after.state && before.optionId === after.optionId) {
		return `The changes move the figures; the verdict stays: ${named(after)}.`;
	}
	return `The changes turn the verdict: as given ${named(before)}; with them ${named(after)}.`;
};

/** A verdict in a word, and what changed assumptions did to it. */
import type { Decision } from '#bench/economics/case/decide.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { crossoverInterval } from '#bench/economics/uncertainty/crossover-interval.ts';
import type { Verdict } from '#bench/economics/verdict/verdict-input.ts';
import { formatUsd, formatVolume } from '../format.ts';

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
	// Which option leads is not told where evidence is missing; what reads the same has not turned.
	if (named(before) === named(after)) {
		return `The changes move the figures; the verdict stays: ${named(after)}.`;
	}
	return `The changes turn the verdict: as given ${named(before)}; with them ${named(after)}.`;
};

/** Where the two compared options cross and what they cost, short enough to stand beside a slider. */
export const figuresInShort = ({
	evaluated,
	simulation
}: Pick<Decision, 'evaluated' | 'simulation'>): string => {
	const { compared, crossover } = evaluated;
	if (!compared || !crossover) return 'Nothing is compared.';
	const { permanentCrossover: at, verdict } = crossover;
	const band = crossoverInterval(simulation);
	const end = (volume: number | null): string => (volume === null ? 'none' : formatVolume(volume));
	const interval = band
		? ` (90 %: ${end(band.p05RequestsPerMonth)} to ${end(band.p95RequestsPerMonth)})`
		: '';
	const crossing =
		at !== null
			? `Crossover at ${formatVolume(at)}${interval}`
			: verdict === 'crosses'
				? 'No lasting crossover'
				: `No crossover: making is ${verdict === 'always' ? 'cheaper' : 'dearer'} throughout`;
	const [make, buy] = [compared.make, compared.buy].map(
		({ option, today }) => `${optionTitle(option)} ${formatUsd(today.totalUsdPerMonth)}`
	) as [string, string];
	return `${crossing}; ${make}, ${buy} a month.`;
};

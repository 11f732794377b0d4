/** Which options a verdict may compare, by which cost, and why the others have no part in it. */
import { toDecimal } from '#core/decimal.ts';
import type {
	MonthUsd,
	Verdict,
	VerdictBasis,
	VerdictInput,
	VerdictOption
} from './verdict-input.ts';
import { sideOf, type Side } from './verdict-words.ts';

/** An option that may be compared, with the cost that it is compared by. */
export interface Contender {
	option: VerdictOption;
	side: Side;
	month: MonthUsd;
	/** Shown to be as good as the reference, or compared by what its errors cost. */
	isProven: boolean;
}

export interface SortedOptions {
	/** From the cheapest up. */
	contenders: Contender[];
	setAside: Verdict['setAside'];
	toMeasure: string[];
	basis: VerdictBasis;
	/** Sides of which nothing can be compared for want of evidence. */
	sidesWithoutEvidence: Side[];
}

const isUsable = (option: VerdictOption, { allowEmulated }: VerdictInput): boolean =>
	option.excludedBecause.length === 0 &&
	(allowEmulated || !option.emulated) &&
	option.cost.state === 'known';

/** Why an option cannot be compared at all, and what would change that. */
const whyUnusable = (
	option: VerdictOption,
	{ allowEmulated }: VerdictInput
): { reason: string; toMeasure: string | null } => {
	if (option.excludedBecause.length > 0) {
		return { reason: `Excluded: ${option.excludedBecause.join(' ')}`, toMeasure: null };
	}
	if (option.cost.state === 'unknown') return option.cost;
	if (option.emulated && !allowEmulated) {
		return {
			reason: 'EMULATED: its figures come from an endpoint without a model.',
			toMeasure: `Measure ${option.title} on a real endpoint.`
		};
	}
	return { reason: '', toMeasure: null };
};

/**
 * What the options are compared by: the cost of accepted answers where the user has said what a person and an error cost and
 * more than one side (or the only one) knows how many of its answers are accepted, else cost alone.
 */
export const verdictBasis = (input: VerdictInput): VerdictBasis => {
	if (input.statedHumanUsd === null || input.statedErrorUsd === null) return 'cost';
	const usable = input.options.filter((option) => isUsable(option, input));
	const sidesOf = (options: readonly VerdictOption[]): number =>
		new Set(options.map(({ kind }) => sideOf[kind])).size;
	const sides = sidesOf(usable.filter(({ accepted }) => accepted));
	return sides > 1 || (sides === 1 && sidesOf(usable) === 1) ? 'accepted-answers' : 'cost';
};

/** What is known of the quality of an option, in words. */
export const qualityInWords = ({ gate }: VerdictOption): string =>
	gate?.reason ?? 'Its quality was not compared with that of the bought model.';

/** The measurement that would show whether an option is as good. */
export const qualityToMeasure = ({ title, gate }: VerdictOption): string => {
	const items = gate?.itemsNeeded;
	return items === null || items === undefined
		? `Compare ${title} with the bought model on the same items.`
		: `Compare ${title} with the bought model on about ${items.toLocaleString('en-US')} of the same items.`;
};

const comparison = /^Compare (.+) with the bought model on (.+)$/u;

/** The measurements, each once; comparisons on equally many items are one sentence. */
export const joinMeasurements = (sentences: readonly string[]): string[] => {
	const groups = Map.groupBy(
		new Set(sentences),
		(sentence) => comparison.exec(sentence)?.[2] ?? sentence
	);
	return [...groups].flatMap(([items, group]) => {
		const titles = group.flatMap((sentence) => comparison.exec(sentence)?.[1] ?? []);
		if (titles.length < 2) return group;
		const last = titles.at(-1) ?? '';
		return `Compare ${titles.slice(0, -1).join(', ')} and ${last} with the bought model on ${items}`;
	});
};

/**
 * Sorts the options. On cost alone, what is shown to be worse is out, and a hybrid or a further offer that is not shown to be as
 * good waits for its measurement without holding up the choice; one's own model stays, as it is what the question is about.
 */
export const sortOptions = (input: VerdictInput): SortedOptions => {
	const basis = verdictBasis(input);
	const contenders: Contender[] = [];
	const setAside: Verdict['setAside'] = [];
	const toMeasure: string[] = [];
	const leave = ({ id }: VerdictOption, reason: string, missing: string | null): void => {
		setAside.push({ id, reason });
		if (missing !== null) toMeasure.push(missing);
	};
	for (const option of input.options) {
		const { id, title, kind, gate, accepted, cost } = option;
		if (!isUsable(option, input)) {
			const { reason, toMeasure: missing } = whyUnusable(option, input);
			leave(option, reason, missing);
			continue;
		}
		const month = basis === 'accepted-answers' ? accepted : cost.state === 'known' ? cost : null;
		const isProven =
			basis === 'accepted-answers' || id === input.referenceId || gate?.state === 'non-inferior';
		if (!month) {
			const reason = 'It is not known how many of its answers would be accepted.';
			leave(option, reason, `Grade the answers of ${title} on the same items.`);
		} else if (!isProven && gate?.state === 'inferior') {
			leave(option, gate.reason, null);
		} else if (!isProven && sideOf[kind] !== 'make') {
			leave(option, qualityInWords(option), qualityToMeasure(option));
		} else {
			contenders.push({ option, side: sideOf[kind], month, isProven });
		}
	}
	contenders.sort((a, b) => toDecimal(a.month.usdPerMonth).cmp(b.month.usdPerMonth));
	const sidesWithoutEvidence = (['make', 'buy'] as const).filter((side) => {
		const options = input.options.filter(({ kind }) => sideOf[kind] === side);
		const allowed = options.filter(({ excludedBecause }) => excludedBecause.length === 0);
		// What breaks a constraint or is shown to be worse is decided, not unknown.
		if (options.length > 0 && allowed.length === 0) return false;
		const isShownWorse = allowed.some(
			(option) => isUsable(option, input) && option.gate?.state === 'inferior'
		);
		return !isShownWorse && !contenders.some((each) => each.side === side);
	});
	return { contenders, setAside, toMeasure, basis, sidesWithoutEvidence };
};

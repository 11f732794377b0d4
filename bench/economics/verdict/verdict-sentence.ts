/** The one sentence that a verdict is read by first. */
import type { Verdict, VerdictCrossover, VerdictInput } from './verdict-input.ts';
import { requestRangeInWords, requestsInWords, usdInWords } from './verdict-words.ts';

/** An option as the sentence names it. */
export interface ToldOption {
	id: string;
	title: string;
	usdPerMonth: string;
}

export interface ToldVerdict {
	state: Verdict['state'];
	leader: ToldOption | undefined;
	rival: ToldOption | undefined;
}

const stateInWords: Record<Verdict['state'], string> = {
	make: 'make',
	buy: 'buy',
	hybrid: 'hybrid',
	'no-difference-shown': 'no difference shown',
	'not-enough-evidence': 'not enough evidence'
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Make wins above 118 M requests a month, 90 % interval 104–139 M`; null where there is no crossing to name. */
const crossingInWords = (crossover: VerdictCrossover, levelPercent: number): string | null => {
	const { outcome, firstRequests, permanentRequests, lowRequests, highRequests } = crossover;
	const winner = capitalised(crossover.winnerAbove);
	if (outcome === 'never') return 'Make costs more at every volume examined';
	if (outcome === 'always') return 'Make costs less at every volume examined';
	if (permanentRequests === null) {
		if (firstRequests === null) return null;
		return `Make and buy change places from ${requestsInWords(firstRequests)} requests a month on`;
	}
	const above = `${winner} wins above ${requestsInWords(permanentRequests)} requests a month`;
	const interval =
		lowRequests !== null && highRequests !== null
			? `, ${String(levelPercent)} % interval ${requestRangeInWords(lowRequests, highRequests)}`
			: '';
	const first =
		firstRequests !== null && requestsInWords(firstRequests) !== requestsInWords(permanentRequests)
			? ` (and in parts from ${requestsInWords(firstRequests)} on)`
			: '';
	return `${above}${interval}${first}`;
};

/** What comes before a sentence about options of which all, or some, are emulated; nothing where none is. */
const markOf = ({ options }: VerdictInput, ids: readonly string[]): string => {
	const named = options.filter(({ id }) => ids.includes(id));
	const emulated = named.filter((option) => option.emulated);
	if (emulated.length === 0) return '';
	return emulated.length === named.length ? 'EMULATED, no real model: ' : 'EMULATED in part: ';
};

/** `Make wins above 118 M requests a month, 90 % interval 104–139 M; today you send 40 M: buy.` */
export const verdictSentence = (
	input: VerdictInput,
	{ state, leader, rival }: ToldVerdict
): string => {
	const today = `today you send ${requestsInWords(input.requestsPerMonth)}`;
	const { crossover } = input;
	const crossing = crossover && crossingInWords(crossover, input.levelPercent);
	// A third option may beat one of those that cross, or quality rule one out: then their crossing is not what decides.
	const told = [leader?.id, rival?.id].filter((id) => id !== undefined);
	const decides =
		told.length === 2 && told.every((id) => crossover?.optionIds?.includes(id) ?? true);
	const end = stateInWords[state];
	const tellsCrossing = crossing !== null && (decides || !rival);
	const mark = markOf(input, [...told, ...(tellsCrossing ? (crossover?.optionIds ?? []) : [])]);
	if (state === 'not-enough-evidence' || !leader) {
		return `${mark}Not enough evidence to decide; ${today} requests a month.`;
	}
	if (crossing && decides) return `${mark}${crossing}; ${today}: ${end}.`;
	if (crossing && !rival) {
		const onCost = crossing.charAt(0).toLowerCase() + crossing.slice(1);
		return `${mark}${capitalised(end)}, as nothing else can be chosen; on cost alone ${onCost}; ${today}.`;
	}
	const against = rival ? `, ${rival.title} ${usdInWords(rival.usdPerMonth)}` : '';
	return `${mark}At ${requestsInWords(input.requestsPerMonth)} requests a month ${leader.title} costs ${usdInWords(leader.usdPerMonth)} a month${against}: ${end}.`;
};

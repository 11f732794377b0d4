/** Decisions and what has moved under them, in words. */
import type { DecisionChoice } from '#core/decision-record.ts';
import type { DecisionChange } from '#bench/economics/decision/changes-since.ts';
import { missing } from '#lib/format.ts';
import { formatParameter, formatParameterPair } from '#lib/format-parameter.ts';
import { changeInWords } from '#lib/quotes/quote-words.ts';

export const choiceTitles: Record<DecisionChoice, string> = {
	make: 'Make',
	buy: 'Buy',
	hybrid: 'Hybrid',
	defer: 'Put off'
};

const verdictTitles: Record<string, string> = {
	make: 'make',
	buy: 'buy',
	hybrid: 'hybrid',
	'no-difference-shown': 'no difference shown',
	'not-enough-evidence': 'not enough evidence'
};

const valueText = (value: string | null, { kind, unit }: DecisionChange): string => {
	if (value === null) return 'nothing';
	if (unit === null) return kind === 'verdict' ? (verdictTitles[value] ?? value) : value;
	return formatParameter(value, unit);
};

/** A value before and now, with as many digits as tell them apart. */
const valueTexts = (change: DecisionChange): [string, string] => {
	const { was, now, unit } = change;
	return was !== null && now !== null && unit !== null
		? formatParameterPair(was, now, unit)
		: [valueText(was, change), valueText(now, change)];
};

/** `server price: $321,580 a node → $298,000 a node (−7.3 %)`. */
export const changeSentence = (change: DecisionChange): string => {
	const { kind, what, was, now, changeShare } = change;
	switch (kind) {
		case 'quote-expired':
			return `the quote ${what} ${now ?? ''}`;
		case 'quote-gone':
		case 'run-gone':
			return `${what} has been deleted`;
		case 'evidence-old':
			return `${what}, ${now ?? ''}, is older than 90 days by now`;
		case 'case-gone':
			return `the case cannot be computed today: ${now ?? missing}`;
		case 'quote-replaced':
			return `the quote ${what}: ${was ?? ''} → ${now ?? ''}`;
		case 'verdict':
		case 'option':
		case 'run-replaced':
		case 'price':
		case 'number': {
			const share = changeInWords(changeShare);
			const [before, after] = valueTexts(change);
			return `${what}: ${before} → ${after}${share === null ? '' : ` (${share})`}`;
		}
	}
};

/** Where a change can be looked at; null for what has no page. */
export const changeHref = ({ about }: DecisionChange): string | null =>
	about && `/${about.kind}s/${encodeURIComponent(about.id)}`;

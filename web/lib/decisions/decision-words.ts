/** Decisions and what has moved under them, in words. */
import type { DecisionChoice } from '#core/decision-record.ts';
import type { DecisionChange } from '#bench/economics/decision/changes-since.ts';
import { formatNumber, formatUsd, missing } from '#lib/format.ts';
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
	return unit.startsWith('USD')
		? `${formatUsd(value)}${unit.slice('USD'.length)}`
		: `${formatNumber(value)} ${unit}`;
};

/** `server price: $321,580/node → $298,000/node (−7.3 %)`. */
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
			return `${what}: ${valueText(was, change)} → ${valueText(now, change)}${share === null ? '' : ` (${share})`}`;
		}
	}
};

/** Where a change can be looked at; null for what has no page. */
export const changeHref = ({ about }: DecisionChange): string | null =>
	about && `/${about.kind}s/${encodeURIComponent(about.id)}`;

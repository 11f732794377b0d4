/** How a reader finds out more about a parameter: which run to make, whom to ask, what to agree. */
import { withArticle } from '#core/with-article.ts';
import type { CaseParameter } from './case-parameters.ts';

export const measurementActions = [
	'load-test',
	'graded-run',
	'traffic',
	'quote',
	'terms',
	'forecast',
	'finance',
	'own-figure'
] as const;
/**
 * `load-test`, `graded-run`: `bench load`, `bench run`. `traffic`: the own request log. `quote`: ask a vendor. `terms`: nobody can
 * know it, but a contract can fix it. `forecast`, `finance`: ask the own company. `own-figure`: replace an assumption.
 */
export type MeasurementAction = (typeof measurementActions)[number];

const isMoney = ({ parameter }: CaseParameter): boolean =>
	/^(USD|EUR|GBP|\$|€)/u.test(parameter.unit);

/** How often an option is right: found out by grading, whoever says it now. */
const isAcceptShare = ({ parameter }: CaseParameter): boolean =>
	parameter.id.endsWith('.acceptShare');

/** What would narrow a parameter. */
export const actionFor = (entry: CaseParameter): MeasurementAction => {
	const { parameter, role } = entry;
	if (isAcceptShare(entry)) return 'graded-run';
	switch (role) {
		case 'capacity':
			return 'load-test';
		case 'peak':
		case 'volume':
			return 'traffic';
		case 'growth':
			return 'forecast';
		case 'drift':
			return 'terms';
		case 'discount':
			return 'finance';
		case 'hybrid-share':
			return 'graded-run';
		case 'rent':
		case 'commitment':
			return 'quote';
		case 'people':
			return 'own-figure';
		case 'cost':
			break;
	}
	switch (parameter.basis) {
		case 'measured':
			return 'graded-run';
		case 'quote':
		case 'price-book':
		case 'hardware-book':
			return 'quote';
		case 'scenario':
		case 'user':
		case 'default':
		case 'definition':
			return isMoney(entry) ? 'quote' : 'own-figure';
	}
};

/** A parameter that is to be found out, and the option that it belongs to: its title, null where all share it. */
export interface AdvisedParameter extends CaseParameter {
	owner: string | null;
}

const rounded = (value: number, digits: number): string =>
	Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 10 });

/** `$138,000`, `−$1.25`: to three digits. */
export const roundedUsd = (usd: number): string =>
	`${usd < 0 ? '−' : ''}$${rounded(Math.abs(usd), 3)}`;

const signed = (text: string): string => text.replace(/^-/u, '−');

/** Percent with as many places as tell both ends apart. */
const percentRange = (low: number, high: number): string => {
	const places = 100 * (high - low) >= 2 ? 0 : 1;
	const [from, to] = [low, high].map((share) => signed((100 * share).toFixed(places))) as [
		string,
		string
	];
	return from.startsWith('−') || to.startsWith('−') ? `${from} to ${to} %` : `${from}–${to} %`;
};

/** The range of a parameter, without the words around it; null where it has none. */
const rangeText = ({ spread, unit }: CaseParameter['parameter']): string | null => {
	if (spread.kind === 'fixed') return null;
	const { low, high } = spread;
	if (unit === 'share') return percentRange(low, high);
	if (unit.startsWith('share/')) {
		return `${percentRange(low, high)} ${withArticle(unit.slice('share/'.length))}`;
	}
	if (unit.startsWith('USD')) {
		return `${roundedUsd(low)} to ${roundedUsd(high)}${unit.slice('USD'.length)}`;
	}
	const [from, to] = [low, high].map((value) => signed(rounded(value, 4))) as [string, string];
	return unit === 'ratio' ? `${from} to ${to}` : `${from} to ${to} ${unit}`;
};

const nowText = ({ parameter }: CaseParameter): string => {
	const range = rangeText(parameter);
	return range === null ? '' : ` (now ${range})`;
};

const listed = (texts: readonly string[]): string =>
	texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;

/** Labels with their ranges, under the option that they belong to: `price (now $8 to $12) of the API`. */
const namesOf = (entries: readonly AdvisedParameter[]): string =>
	listed(
		[...Map.groupBy(entries, ({ owner }) => owner)].map(([owner, group]) => {
			const labels = listed(group.map((entry) => entry.parameter.label + nowText(entry)));
			return owner === null ? labels : `${labels} of ${owner}`;
		})
	);

const soFar = ({ parameter: { basis, source } }: CaseParameter): string => {
	const kind = basis === 'default' ? 'an assumption' : 'a range';
	return source === 'assumption' ? kind : `${kind} (${source})`;
};

const gradedAdvice = (entries: readonly [AdvisedParameter, ...AdvisedParameter[]]): string => {
	const [first] = entries;
	if (entries.every(isAcceptShare)) {
		const options = entries.map(
			(entry) => `${entry.owner ?? 'the option'} is right${nowText(entry)}`
		);
		return `Measure on more items how often ${listed(options)}.`;
	}
	return first.parameter.basis === 'measured'
		? `Run \`bench run\` on more items to narrow ${namesOf(entries)}; so far: ${first.parameter.source}.`
		: `Measure ${namesOf(entries)} with \`bench run\` on your own items.`;
};

/** The same for a reader who measures nothing: what has to be found out, without commands. */
export const aimFor = (
	action: MeasurementAction,
	entries: readonly [AdvisedParameter, ...AdvisedParameter[]]
): string => {
	const names = namesOf(entries);
	if (action === 'load-test') return `Measure ${names} on the hardware in question.`;
	if (action === 'graded-run' && !entries.every(isAcceptShare)) {
		return `Measure ${names} on your own items.`;
	}
	return action === 'traffic' && entries[0].role === 'peak'
		? `Measure how busy the busiest hour of your traffic is, in place of ${names}.`
		: adviceFor(action, entries);
};

/** One sentence that says what to do, for parameters that the same action narrows; at least one. */
export const adviceFor = (
	action: MeasurementAction,
	entries: readonly [AdvisedParameter, ...AdvisedParameter[]]
): string => {
	const [first] = entries;
	const { basis, source } = first.parameter;
	const names = namesOf(entries);
	switch (action) {
		case 'load-test':
			return basis === 'measured'
				? `Repeat \`bench load URL --rate R\` at rising rates, each for longer, to narrow ${names}; so far: ${source}.`
				: `Measure ${names} with \`bench load URL --rate R\` at rising rates on the hardware in question; so far it is ${soFar(first)}.`;
		case 'graded-run':
			return gradedAdvice(entries);
		case 'traffic':
			return first.role === 'peak'
				? `Measure the peak-to-average of your traffic, or give its week as "demand.profile", in place of ${names}.`
				: `Count the requests of a month from your own log, to narrow ${names}.`;
		case 'quote':
			return basis === 'quote'
				? `Ask for a binding offer that settles ${names}; so far: ${source}.`
				: `Get a quote for ${names}.`;
		case 'terms':
			return `Nobody can measure ${names}: ask for a price that is fixed, or capped, over the term.`;
		case 'forecast':
			return `Agree on a forecast with those who own the use case, to narrow ${names}.`;
		case 'finance':
			return `Ask your finance department for ${names}.`;
		case 'own-figure':
			return basis === 'default'
				? `Put your own figure in place of ${names}; so far ${soFar(first)}.`
				: `Narrow the range of ${names}${source === 'assumption' ? '' : `; so far: ${source}`}.`;
	}
};

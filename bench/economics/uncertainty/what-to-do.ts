/** How a reader finds out more about a parameter: which run to make, whom to ask, what to agree. */
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

/** What would narrow a parameter. */
export const actionFor = (entry: CaseParameter): MeasurementAction => {
	const { parameter, role } = entry;
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

const rangeOf = ({ parameter: { spread, unit } }: CaseParameter): string => {
	if (spread.kind === 'fixed') return '';
	const text = (value: number): string =>
		value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
	return ` (now ${text(spread.low)} to ${text(spread.high)} ${unit})`;
};

const listed = (labels: readonly string[]): string =>
	labels.length < 2
		? labels.join('')
		: `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;

const soFar = ({ parameter: { basis, source } }: CaseParameter): string => {
	const kind = basis === 'default' ? 'an assumption' : 'a range';
	return source === 'assumption' ? kind : `${kind} (${source})`;
};

/** One sentence that says what to do, for parameters that the same action narrows; at least one. */
export const adviceFor = (
	action: MeasurementAction,
	entries: readonly [CaseParameter, ...CaseParameter[]]
): string => {
	const [first] = entries;
	const { basis, source } = first.parameter;
	const labels = listed(entries.map((entry) => entry.parameter.label + rangeOf(entry)));
	switch (action) {
		case 'load-test':
			return basis === 'measured'
				? `Run \`bench load --find-capacity\` longer, with more repeats, to narrow ${labels}; so far: ${source}.`
				: `Measure ${labels} with \`bench load --find-capacity\` on the hardware in question; so far it is ${soFar(first)}.`;
		case 'graded-run':
			return basis === 'measured'
				? `Run \`bench run\` on more items to narrow ${labels}; so far: ${source}.`
				: `Measure ${labels} with \`bench run\` on your own items.`;
		case 'traffic':
			return first.role === 'peak'
				? `Measure the peak-to-average of your traffic: import a request log with \`bench import trace\`, or give the week as a profile, in place of ${labels}.`
				: `Count the requests of a month from your own log, to narrow ${labels}.`;
		case 'quote':
			return basis === 'quote'
				? `Ask for a binding offer that settles ${labels}; so far: ${source}.`
				: `Get a quote for ${labels}.`;
		case 'terms':
			return `Nobody can measure ${labels}: ask for a price that is fixed, or capped, over the term.`;
		case 'forecast':
			return `Agree on a forecast with those who own the use case, to narrow ${labels}.`;
		case 'finance':
			return `Ask your finance department for ${labels}.`;
		case 'own-figure':
			return `Put your own figure in place of ${labels}; so far ${soFar(first)}.`;
	}
};

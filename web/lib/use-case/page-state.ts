/**
 * What a link to a use case carries: changed assumptions, the scale of the chart, thresholds, a named set, a hybrid. What a reader cannot
 * have meant falls back to the default and is told; defaults are left out of the address.
 */
import { parseExactDecimal } from '#core/exact-decimal.ts';

export const scales = ['log', 'linear'] as const;
export type Scale = (typeof scales)[number];

/** Whether endpoints without a model count; null: as the site was started. */
export type EmulatedChoice = 'include' | 'exclude' | null;

export interface PageState {
	/** Decimal text by parameter id: what differs from the case as given, or from the named set. */
	overrides: Readonly<Record<string, string>>;
	scale: Scale;
	/** Threshold of a gate by id of its hybrid, decimal text. */
	thresholds: Readonly<Record<string, string>>;
	emulated: EmulatedChoice;
	/** Id of the run that the case is made from; null: the newest that carries one. */
	run: string | null;
	/** Name of a saved set of assumptions on which `overrides` come; null without one. */
	set: string | null;
	/** Ids of the options that the chart leaves out, in order. */
	hidden: readonly string[];
	/** Id of the hybrid whose frontier is looked at by itself; null: the first. */
	option: string | null;
}

export const defaultState: PageState = {
	overrides: {},
	scale: 'log',
	thresholds: {},
	emulated: null,
	run: null,
	set: null,
	hidden: [],
	option: null
};

export interface ReadState {
	state: PageState;
	/** What could not be read, one sentence each. */
	problems: string[];
}

const overridePrefix = 'o.';
const thresholdPrefix = 'threshold.';
/** Far above what a page holds. */
const mostEntries = 1_000;
const longestText = 200;

/** What was written, short enough to be said. */
const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`;

/** The entries of one prefix as decimals by what follows it. */
const decimalsOf = (
	params: URLSearchParams,
	prefix: string,
	problems: string[]
): Record<string, string> => {
	const found = new Map<string, string>();
	for (const [key, text] of params) {
		if (!key.startsWith(prefix)) continue;
		const id = key.slice(prefix.length);
		const value = parseExactDecimal(text.trim());
		if (id === '' || id.length > longestText) problems.push(`${quoted(key)} names nothing`);
		else if (value === null) {
			problems.push(`${id} is ${quoted(text)}, which is no decimal number; it stays as given`);
		} else if (found.size >= mostEntries) {
			problems.push(`more than ${String(mostEntries)} values; the rest stays as given`);
			break;
		} else found.set(id, value);
	}
	return Object.fromEntries(found);
};

const choiceOf = <T extends string>(
	params: URLSearchParams,
	key: string,
	choices: readonly T[],
	problems: string[]
): T | null => {
	const text = params.get(key);
	const found = choices.find((choice) => choice === text) ?? null;
	if (text !== null && found === null) {
		problems.push(`${key} is ${quoted(text)}; expected ${choices.join(' or ')}`);
	}
	return found;
};

const known = new Set(['scale', 'emulated', 'run', 'set', 'hide', 'option']);
const isKnown = (key: string): boolean =>
	known.has(key) || key.startsWith(overridePrefix) || key.startsWith(thresholdPrefix);

/** Reads the query of an address. Never throws. */
export const readPageState = (params: URLSearchParams): ReadState => {
	const problems: string[] = [];
	for (const key of new Set(params.keys())) {
		if (!isKnown(key)) problems.push(`${quoted(key)} is nothing that this page knows`);
	}
	const named = (key: string, what: string): string | null => {
		const text = params.get(key);
		if (text !== null && text !== '' && text.length <= longestText) return text;
		if (text !== null) problems.push(`"${key}" names no ${what}`);
		return null;
	};
	const state: PageState = {
		overrides: decimalsOf(params, overridePrefix, problems),
		scale: choiceOf(params, 'scale', scales, problems) ?? defaultState.scale,
		thresholds: decimalsOf(params, thresholdPrefix, problems),
		emulated: choiceOf(params, 'emulated', ['include', 'exclude'], problems),
		run: named('run', 'run'),
		set: named('set', 'set of assumptions'),
		hidden: [...new Set(params.getAll('hide'))].filter((id) => id !== '').slice(0, mostEntries),
		option: named('option', 'option')
	};
	return { state, problems: [...new Set(problems)] };
};

/** The query of a state, without a question mark; empty for the defaults. The same state always gives the same text. */
export const writePageState = (state: PageState): string => {
	const { overrides, scale, thresholds, emulated, run, set, hidden, option } = state;
	const params = new URLSearchParams();
	if (set !== null) params.set('set', set);
	const entries = (prefix: string, values: Readonly<Record<string, string>>): void => {
		for (const id of Object.keys(values).sort()) params.set(prefix + id, values[id] ?? '');
	};
	entries(overridePrefix, overrides);
	entries(thresholdPrefix, thresholds);
	if (scale !== defaultState.scale) params.set('scale', scale);
	if (emulated !== null) params.set('emulated', emulated);
	if (run !== null) params.set('run', run);
	for (const id of hidden) params.append('hide', id);
	if (option !== null) params.set('option', option);
	return params.toString();
};

/** The same with its question mark; empty for the defaults. */
export const queryOf = (state: PageState): string => {
	const query = writePageState(state);
	return query === '' ? '' : `?${query}`;
};

/** The address of a use case in a state, or of a page below it. */
export const useCaseHref = (id: string, state: PageState = defaultState, below = ''): string =>
	`/use-cases/${encodeURIComponent(id)}${below}${queryOf(state)}`;

/** Values as entries of a saved set: parameters by their id, thresholds behind their prefix. */
export const setValuesOf = ({
	overrides,
	thresholds
}: Pick<PageState, 'overrides' | 'thresholds'>): Record<string, string> =>
	Object.fromEntries([
		...Object.entries(overrides),
		...Object.entries(thresholds).map(([id, value]) => [thresholdPrefix + id, value] as const)
	]);

/** What a saved set holds; what is no decimal in it is told. */
export const readSetValues = (
	values: Readonly<Record<string, string>>
): Pick<ReadState['state'], 'overrides' | 'thresholds'> & { problems: string[] } => {
	const params = new URLSearchParams();
	for (const [key, value] of Object.entries(values)) {
		params.append(key.startsWith(thresholdPrefix) ? key : overridePrefix + key, value);
	}
	const { state, problems } = readPageState(params);
	return { overrides: state.overrides, thresholds: state.thresholds, problems };
};

/**
 * Results of promptfoo as `promptfoo eval --output results.json` writes them (version 3, and the older form with the list at the
 * top): one entry for each test, prompt and provider.
 */
import { isObject } from '#core/json.ts';
import { createFieldReader, type FieldReader } from './field-reader.ts';
import type { BadResult, ReadChoice, ReadRows, ResultRow } from './result-row.ts';

type Fields = Record<string, unknown>;

const inner = (value: unknown, name: string): Fields => {
	const part = isObject(value) ? value[name] : undefined;
	return isObject(part) ? part : {};
};

/** The list of results, and its path in the file; null where there is none. */
const resultList = (document: unknown): { list: unknown[]; path: string } | null => {
	if (!isObject(document)) return null;
	const { results } = document;
	if (Array.isArray(results)) return { list: results, path: 'results' };
	if (isObject(results) && Array.isArray(results['results'])) {
		return { list: results['results'], path: 'results.results' };
	}
	return null;
};

const variablesOf = (entry: Fields): Fields => ({
	...inner(entry['testCase'], 'vars'),
	...inner(entry, 'vars')
});

const metadataOf = (entry: Fields): Fields => ({
	...inner(entry['testCase'], 'metadata'),
	...inner(entry, 'metadata')
});

/** The item by the variable or metadata key that the user names, else by the test's position and description. */
const itemOf = (entry: Fields, { item }: ReadChoice, read: FieldReader): string => {
	if (item !== null) {
		const variables = variablesOf(entry);
		return item in variables
			? read.name(`vars.${item}`, variables[item])
			: read.name(`metadata.${item}`, metadataOf(entry)[item]);
	}
	const index = entry['testIdx'];
	if (typeof index !== 'number') return read.name('testIdx', index);
	const { description } = isObject(entry['testCase']) ? entry['testCase'] : entry;
	const words = typeof description === 'string' ? ` ${description.trim()}` : '';
	return `test-${String(index)}${words}`.replaceAll(/\s+/gu, ' ').trim().slice(0, 200);
};

const providerOf = (entry: Fields): string => {
	const { provider } = entry;
	if (typeof provider === 'string') return provider;
	const { label, id } = isObject(provider) ? provider : {};
	return typeof label === 'string' && label !== '' ? label : typeof id === 'string' ? id : '';
};

/** Longest label of a prompt that names a target; without one of its own a prompt has its whole text as label. */
const longestLabel = 60;

/**
 * How the prompts of each provider are told apart, by provider and `promptIdx`: by their labels where all have one and they differ, else by
 * their order. `promptIdx` counts the columns of the table (prompts of one provider, then of the next), so that it is no number of a prompt.
 */
const promptNames = (list: readonly unknown[]): Map<string, Map<unknown, string>> => {
	const names = new Map<string, Map<unknown, string>>();
	for (const [provider, entries] of Map.groupBy(list.filter(isObject), providerOf)) {
		const labels = new Map<unknown, string | null>();
		for (const entry of entries) {
			const { label, raw } = inner(entry, 'prompt');
			const isName = typeof label === 'string' && label !== raw && label.length <= longestLabel;
			if (!labels.has(entry['promptIdx'])) {
				labels.set(entry['promptIdx'], isName ? label.replaceAll(/\s+/gu, ' ').trim() : null);
			}
		}
		if (labels.size < 2) continue;
		const found = [...labels.values()].filter((label) => label !== null && label !== '');
		const areNames = new Set(found).size === labels.size;
		const inOrder = [...labels.keys()].sort((a, b) => Number(a) - Number(b));
		names.set(
			provider,
			new Map(
				inOrder.map((index, nth) => [
					index,
					(areNames ? labels.get(index) : null) ?? `prompt ${String(nth + 1)}`
				])
			)
		);
	}
	return names;
};

/** Why there is no answer. `failureReason` 2 is an error; without it an error counts where there is no output either. */
const errorOf = (entry: Fields): string | null => {
	const response = inner(entry, 'response');
	const message = [response['error'], entry['error']].find(
		(each): each is string => typeof each === 'string' && each !== ''
	);
	const reason = entry['failureReason'];
	const isError = typeof reason === 'number' ? reason === 2 : response['output'] === undefined;
	return isError && (message !== undefined || reason === 2) ? (message ?? 'failed') : null;
};

const answerOf = (entry: Fields): string | null => {
	const { output } = inner(entry, 'response');
	if (output === undefined || output === null) return null;
	return typeof output === 'string' ? output : JSON.stringify(output);
};

const isCached = (entry: Fields): boolean => inner(entry, 'response')['cached'] === true;

/** Zeros stand for what a provider did not report. */
const reported = (value: unknown): unknown => (value === 0 ? null : value);

const tokensOf = (entry: Fields): Fields => {
	const own = inner(entry['response'], 'tokenUsage');
	const { prompt, completion } = Object.keys(own).length > 0 ? own : inner(entry, 'tokenUsage');
	const isReported = reported(prompt) !== null || reported(completion) !== null;
	return isReported ? { prompt, completion } : {};
};

/** Of the response where it has one, as a 0 beside it may stand for none. */
const costOf = (entry: Fields): unknown =>
	inner(entry, 'response')['cost'] ?? reported(entry['cost']);

/** Of a repeat (`--repeat`) all variables are the same; the test has another position. */
const trialsOf = (rows: readonly ResultRow[], variables: readonly string[]): ResultRow[] => {
	const before = new Map<string, number>();
	return rows.map((row, index) => {
		const key = JSON.stringify([row.target, row.item, variables[index]]);
		const trial = before.get(key) ?? 0;
		before.set(key, trial + 1);
		return { ...row, trial };
	});
};

const notesOf = (cachedCount: number, repeatCount: number): string[] => [
	...(cachedCount === 0
		? []
		: [
				`${cachedCount.toLocaleString('en-US')} answers came from promptfoo's own cache; how long they took is left out, and what they cost is not known.`
			]),
	...(repeatCount === 0
		? []
		: [
				`${repeatCount.toLocaleString('en-US')} results have the same variables as one before them and are taken as the item asked again.`
			])
];

/** Throws where the text is not JSON; what is wrong with single results is in `bad`. */
export const readPromptfooResults = (text: string, choice: ReadChoice): ReadRows => {
	const itemsBy =
		choice.item === null
			? 'position and description of the test'
			: `variable or metadata "${choice.item}"`;
	const found = resultList(JSON.parse(text));
	if (!found) {
		const message = 'expected results.results, the list that promptfoo eval --output writes';
		return {
			rows: [],
			bad: [{ line: null, path: 'results', message, reason: 'no results' }],
			itemsBy,
			notes: []
		};
	}
	const bad: BadResult[] = [];
	const rows: ResultRow[] = [];
	const variables: string[] = [];
	const prompts = promptNames(found.list);
	let cachedCount = 0;
	for (const [index, entry] of found.list.entries()) {
		const place = { line: null, path: `${found.path}[${String(index)}]` };
		const read = createFieldReader(place);
		if (!isObject(entry)) {
			bad.push({ ...place, message: 'expected an object', reason: 'the result is no object' });
			continue;
		}
		const provider = providerOf(entry);
		const prompt = prompts.get(provider)?.get(entry['promptIdx']);
		const name = read.name('provider', provider === '' ? choice.target : provider);
		const usage = tokensOf(entry);
		const cached = isCached(entry);
		const error = errorOf(entry);
		const row: ResultRow = {
			...place,
			// A provider that was asked with several prompts is as many targets.
			target: prompt === undefined ? name : `${name} ${prompt}`,
			item: itemOf(entry, choice, read),
			trial: 0,
			passed: read.passed('success', entry['success']),
			score: error === null ? read.score('score', entry['score']) : null,
			error,
			costUsd: cached ? null : read.costUsd('cost', costOf(entry)),
			latencyMs:
				cached || error !== null ? null : read.latencyMs('latencyMs', reported(entry['latencyMs'])),
			inputTokens: read.tokens('tokenUsage.prompt', cached ? null : usage['prompt']),
			cacheReadTokens: null,
			outputTokens: read.tokens('tokenUsage.completion', cached ? null : usage['completion']),
			answer: answerOf(entry)
		};
		if (read.bad.length > 0) {
			bad.push(...read.bad);
			continue;
		}
		if (cached) cachedCount++;
		rows.push(row);
		variables.push(JSON.stringify(variablesOf(entry)));
	}
	// By position a repeat is an item of its own, as nothing tells it from one.
	const numbered = choice.item === null ? rows : trialsOf(rows, variables);
	const repeatCount = numbered.filter(({ trial }) => trial > 0).length;
	return { rows: numbered, bad, itemsBy, notes: notesOf(cachedCount, repeatCount) };
};

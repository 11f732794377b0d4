/** What `bench scenario` prints. */
import { expectedImageTokens } from '#core/image-tokens.ts';
import { fillPrompt, imagesOf, userMessagesOf, type LoadedScenario } from '#core/scenario.ts';
import { renderTable, wrapText } from './format.ts';

const charactersPerToken = 4;

/** Tokens of each prompt, fewest first: characters / 4, and what its images are expected to be. */
const promptTokens = (loaded: LoadedScenario): number[] => {
	const { system, user } = loaded.scenario.prompt;
	return loaded.items
		.map((item) => {
			const characters =
				fillPrompt(system, item.input).length + fillPrompt(user, item.input).length;
			const images = imagesOf(loaded, item).reduce(
				(sum, each) => sum + expectedImageTokens(each),
				0
			);
			return Math.round(characters / charactersPerToken) + images;
		})
		.sort((a, b) => a - b);
};

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;

const countsOf = (values: readonly string[]): [string, number][] => {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b, 'en'));
};

/** Facts of a scenario; tokens are characters / 4, those of an image pixels / 750. */
export const scenarioFacts = (loaded: LoadedScenario) => {
	const { scenario, items, hash } = loaded;
	const tokens = promptTokens(loaded);
	return {
		id: scenario.id,
		title: scenario.title,
		version: scenario.version,
		hash,
		items: items.length,
		/** Files that the items show. */
		images: new Set(items.flatMap((item) => item.images ?? [])).size,
		quick: scenario.quick?.length ?? 0,
		grader: scenario.grader.kind,
		languages: Object.fromEntries(countsOf(items.map(({ language }) => language))),
		tags: Object.fromEntries(countsOf(items.flatMap(({ tags }) => tags))),
		promptTokens: {
			least: tokens[0] ?? 0,
			median: middle(tokens),
			most: tokens.at(-1) ?? 0
		},
		maxOutputTokens: scenario.maxOutputTokens,
		slo: scenario.slo,
		sloShare: scenario.sloShare,
		requestsPerMonth: scenario.demand.requestsPerMonth
	};
};

const count = (value: number): string => value.toLocaleString('en-US');

export const renderScenarioList = (
	loaded: readonly LoadedScenario[],
	maxWidth: number | null
): string =>
	renderTable(
		[
			{ title: 'scenario', align: 'left' },
			{ title: 'title', align: 'left', dropOrder: 3 },
			{ title: 'items', align: 'right' },
			{ title: 'languages', align: 'left', dropOrder: 1 },
			{ title: 'prompt tokens', align: 'right' },
			{ title: 'graded by', align: 'left' },
			{ title: 'objective', align: 'left', dropOrder: 2 }
		],
		loaded
			.map(scenarioFacts)
			.map((facts) => [
				facts.id,
				facts.title,
				count(facts.items),
				Object.keys(facts.languages).slice(0, 4).join(' ') +
					(Object.keys(facts.languages).length > 4 ? ' …' : ''),
				count(facts.promptTokens.median),
				facts.grader,
				facts.slo
			]),
		{ maxWidth }
	);

const listOf = (counts: Readonly<Record<string, number>>): string =>
	Object.entries(counts)
		.map(([name, times]) => `${name} ${count(times)}`)
		.join(', ');

export const renderScenario = (loaded: LoadedScenario, width: number | null): string => {
	const facts = scenarioFacts(loaded);
	const { summary, prompt, traffic, demand } = loaded.scenario;
	const { least, median, most } = facts.promptTokens;
	return [
		`${facts.title} (${facts.id}, version ${String(facts.version)}, ${facts.hash.slice(0, 12)})`,
		wrapText(summary, width).join('\n'),
		[
			`${count(facts.items)} items, ${count(facts.quick)} of them in the quick subset${facts.images === 0 ? '' : `, with ${count(facts.images)} images`}: ${listOf(facts.languages)}`,
			...(Object.keys(facts.tags).length === 0 ? [] : [`tags: ${listOf(facts.tags)}`]),
			`prompts of ${count(least)} to ${count(most)} tokens, half of them up to ${count(median)} (at four characters each${facts.images === 0 ? '' : `, an image at 750 pixels each`}); at most ${count(facts.maxOutputTokens)} tokens of answer`,
			`graded by ${facts.grader}; objective ${facts.slo} for ${String(100 * facts.sloShare)} % of the requests`,
			`${count(facts.requestsPerMonth)} requests a month (${demand.source}); busiest hour ${String(traffic.peakToAverage)} times the mean (${traffic.source})`
		]
			.flatMap((text) => wrapText(text, width))
			.join('\n'),
		`system prompt:\n${prompt.system === '' ? '(none)' : prompt.system}`,
		`user prompt:\n${prompt.user}`
	].join('\n\n');
};

/** One item as a model gets it, and what its answer is held against. */
export const renderScenarioItem = (loaded: LoadedScenario, itemId: string): string | null => {
	const item = loaded.items.find(({ id }) => id === itemId);
	if (!item) return null;
	const { system } = loaded.scenario.prompt;
	return [
		`${loaded.scenario.id}/${item.id} (${[item.language, ...item.tags].join(', ')})`,
		...(system === '' ? [] : [`system:\n${fillPrompt(system, item.input)}`]),
		...(item.images ? [`images:\n${item.images.map((name) => `images/${name}`).join('\n')}`] : []),
		...userMessagesOf(loaded.scenario, item).map((text) => `user:\n${text}`),
		`reference:\n${JSON.stringify(item.reference, null, '\t')}`
	].join('\n\n');
};

/** From the items of a data set to a scenario: its prompt, its grader, and its items in an order that says nothing. */
import { graderSpecSchema, type GraderSpec } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { Scenario, ScenarioItem } from '#core/scenario.ts';
import { chooseGrading, guessedGraders } from './choose-grading.ts';
import type { RawDataset, RawItem } from './raw-item.ts';

export interface ProposedScenario {
	scenario: Scenario;
	items: ScenarioItem[];
	/** Why it is graded so, a sentence. */
	reason: string;
}

export interface ProposalOptions {
	id: string;
	title: string;
	/** Null: by the references. */
	grader: GraderSpec['kind'] | null;
	language: string;
	seed: number;
	/** YYYY-MM-DD. */
	today: string;
	/** Kinds that are tried where none is asked for, the most telling first. */
	guesses?: readonly GraderSpec['kind'][];
	/** As measured; an assumption where absent. */
	traffic?: Scenario['traffic'];
	demand?: Scenario['demand'];
	/** Tokens that an answer must be allowed to have, as far as known. */
	leastOutputTokens?: number;
}

const charactersPerToken = 3;
const quickItems = 12;

/** Names that a placeholder may have. */
const placeholderOf = (name: string): string =>
	name
		.trim()
		.replaceAll(/[^\w-]+/gu, '_')
		.replaceAll(/^_+|_+$/gu, '') || 'input';

const promptOf = (names: readonly string[]): { system: string; user: string } => ({
	system: '',
	user:
		names.length === 1
			? `{{${names[0] ?? ''}}}`
			: names.map((name) => `${name}: {{${name}}}`).join('\n\n')
});

const textLength = (value: JsonValue): number =>
	typeof value === 'string' ? value.length : JSON.stringify(value).length;

const inputOf = ({ input }: RawItem): Record<string, string> =>
	Object.fromEntries(Object.entries(input).map(([name, text]) => [placeholderOf(name), text]));

/** Null where the references fit no grader, or not the one that is wanted. */
export const proposeScenario = (
	{ items: raw, prompt }: Pick<RawDataset, 'items' | 'prompt'>,
	options: ProposalOptions
): ProposedScenario | null => {
	const { id, title, grader, language, seed, today, guesses = guessedGraders } = options;
	const grading = chooseGrading(
		raw.map(({ reference }) => reference),
		grader,
		guesses
	);
	if (!grading) return null;
	const ordered = shuffle(
		createRandom(seed, `import of ${id}`),
		raw.map((item, index) => ({ item, reference: grading.references[index] as JsonValue }))
	);
	const digits = String(ordered.length).length;
	const items = ordered.map(({ item, reference }, index): ScenarioItem => ({
		id: `item-${String(index + 1).padStart(digits, '0')}`,
		input: inputOf(item),
		reference,
		language,
		tags: [...(item.tags ?? [])]
	}));
	const names = [...new Set(items.flatMap(({ input }) => Object.keys(input)))];
	const longest = Math.max(...items.map(({ reference }) => textLength(reference)));
	const source = `assumption of ${today}: nobody has said yet; replace it`;
	return {
		reason: grading.reason,
		items: items.map((item) => ({
			...item,
			// Every placeholder of the prompt needs a text, be it empty.
			input: Object.fromEntries(names.map((name) => [name, item.input[name] ?? '']))
		})),
		scenario: {
			id,
			version: 1,
			title,
			summary: `Imported on ${today}. Say here who uses this and what a right answer is worth.`,
			prompt: prompt ?? promptOf(names),
			maxOutputTokens:
				Math.ceil(
					Math.max(16, (1.5 * longest) / charactersPerToken, options.leastOutputTokens ?? 0) / 16
				) * 16,
			grader: graderSpecSchema.parse(grading.spec),
			slo: 'ttft<2s,e2e<30s',
			sloShare: 0.95,
			traffic: options.traffic ?? { arrivals: 'poisson', peakToAverage: 3, source },
			demand: options.demand ?? { requestsPerMonth: 100_000, source },
			...(items.length >= quickItems
				? { quick: items.slice(0, quickItems).map((item) => item.id) }
				: {})
		}
	};
};

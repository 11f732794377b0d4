/** From the items of a data set to a scenario: its prompt, its grader, and its items in an order that says nothing. */
import type { GraderSpec } from '#core/grader-spec.ts';
import { graderSpecSchema } from '#core/grader-spec.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { Scenario, ScenarioItem } from '#core/scenario.ts';
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
}

const mostLabels = 40;
const longestLabel = 60;
const longestShortAnswer = 120;
const charactersPerToken = 3;
const quickItems = 12;

/** Names that a placeholder may have. */
const placeholderOf = (name: string): string =>
	name
		.trim()
		.replaceAll(/[^\w-]+/gu, '_')
		.replaceAll(/^_+|_+$/gu, '') || 'input';

const isShortText = (value: JsonValue, longest: number): value is string =>
	typeof value === 'string' && value.length <= longest && !value.includes('\n');

const numberOf = (value: JsonValue): number | null => {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/u.test(value.trim())
		? Number(value)
		: null;
};

const fieldTypeOf = (values: readonly unknown[]): 'number' | 'date' | 'text' => {
	const known = values.filter((value) => value !== null);
	if (known.length > 0 && known.every((value) => typeof value === 'number')) return 'number';
	return known.length > 0 &&
		known.every((value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value))
		? 'date'
		: 'text';
};

const isFlat = (value: JsonValue): value is Record<string, string | number | null> =>
	isObject(value) &&
	Object.keys(value).length > 0 &&
	Object.values(value).every(
		(each) => each === null || typeof each === 'string' || typeof each === 'number'
	);

interface Grading {
	spec: unknown;
	references: JsonValue[];
	reason: string;
}

/** How the references can be graded; each looks at all of them. */
const gradings: Partial<
	Record<GraderSpec['kind'], (references: readonly JsonValue[]) => Grading | null>
> = {
	'json-fields': (references) => {
		const parsed = references.map((reference) => {
			const value = typeof reference === 'string' ? safeJson(reference) : reference;
			return value !== undefined && isFlat(value) ? value : null;
		});
		if (parsed.some((value) => value === null)) return null;
		const objects = parsed as Record<string, string | number | null>[];
		const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
		const filled = objects.map((object) =>
			Object.fromEntries(names.map((name) => [name, object[name] ?? null]))
		);
		const fields = names.map((name) => ({
			name,
			type: fieldTypeOf(filled.map((object) => object[name]))
		}));
		// A field that is text here and a number there is text everywhere.
		const references_ = filled.map((object) =>
			Object.fromEntries(
				fields.map(({ name, type }) => {
					const value = object[name] ?? null;
					return [name, type === 'number' || value === null ? value : String(value)];
				})
			)
		);
		return {
			spec: { kind: 'json-fields', fields },
			references: references_,
			reason: `all references are objects of ${String(names.length)} plain fields`
		};
	},
	number: (references) => {
		const numbers = references.map(numberOf);
		return numbers.some((value) => value === null)
			? null
			: {
					spec: { kind: 'number', relativeTolerance: 1e-6 },
					references: numbers,
					reason: 'all references are numbers'
				};
	},
	label: (references) => {
		if (!references.every((reference) => isShortText(reference, longestLabel))) return null;
		const labels = [...new Set(references as string[])].sort();
		const isFew =
			labels.length >= 2 && labels.length <= mostLabels && labels.length * 2 <= references.length;
		return isFew
			? {
					spec: { kind: 'label', labels },
					references: [...references],
					reason: `the references are ${String(labels.length)} short texts that recur`
				}
			: null;
	},
	normalised: (references) =>
		references.every((reference) => isShortText(reference, longestShortAnswer))
			? {
					spec: { kind: 'normalised' },
					references: [...references],
					reason: 'all references are short texts'
				}
			: null,
	exact: (references) =>
		references.every((reference) => typeof reference === 'string' && reference.trim() !== '')
			? { spec: { kind: 'exact' }, references: [...references], reason: 'asked for' }
			: null,
	'rouge-l': (references) =>
		references.every((reference) => typeof reference === 'string' && reference.trim() !== '')
			? {
					spec: { kind: 'rouge-l' },
					references: [...references],
					reason:
						'the references are longer texts; overlap of words says little of whether an answer is right, so read some'
				}
			: null
};

const safeJson = (text: string): JsonValue | undefined => {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
};

/** From the most to the least telling. */
const guessed: GraderSpec['kind'][] = ['json-fields', 'number', 'label', 'normalised', 'rouge-l'];

const chooseGrading = (
	references: readonly JsonValue[],
	wanted: GraderSpec['kind'] | null
): Grading | null => {
	for (const kind of wanted === null ? guessed : [wanted]) {
		const found = gradings[kind]?.(references);
		if (found) return found;
	}
	return null;
};

/** Kinds that a data set of questions and references can be graded by. */
export const importedGraders = Object.keys(gradings) as GraderSpec['kind'][];

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
	{ id, title, grader, language, seed, today }: ProposalOptions
): ProposedScenario | null => {
	const grading = chooseGrading(
		raw.map(({ reference }) => reference),
		grader
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
		tags: []
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
			maxOutputTokens: Math.max(16, Math.ceil((1.5 * longest) / charactersPerToken / 16) * 16),
			grader: graderSpecSchema.parse(grading.spec),
			slo: 'ttft<2s,e2e<30s',
			sloShare: 0.95,
			traffic: { arrivals: 'poisson', peakToAverage: 3, source },
			demand: { requestsPerMonth: 100_000, source },
			...(items.length >= quickItems
				? { quick: items.slice(0, quickItems).map((item) => item.id) }
				: {})
		}
	};
};

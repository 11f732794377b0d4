/** How the references of a data set can be graded, told by the references themselves. */
import { labelKey, type GraderSpec } from '#core/grader-spec.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { schemaOf } from './schema-of.ts';

const mostLabels = 40;
const longestLabel = 60;
const longestShortAnswer = 120;

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

export interface Grading {
	/** Of a grader, unchecked. */
	spec: unknown;
	/** In the form that the grader compares with. */
	references: JsonValue[];
	/** Why it is graded so, a sentence. */
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
	'json-schema': (references) => {
		const objects = references.map((reference) => {
			const value = typeof reference === 'string' ? safeJson(reference) : reference;
			return isObject(value) && Object.keys(value).length > 0 ? value : null;
		});
		if (objects.some((value) => value === null)) return null;
		return {
			spec: { kind: 'json-schema', schema: schemaOf(objects) },
			references: objects,
			reason: 'all references are JSON objects; the schema is what they have in common'
		};
	},
	label: (references) => {
		if (!references.every((reference) => isShortText(reference, longestLabel))) return null;
		const labelOf = commonSpelling(references);
		const labels = [...new Set(labelOf.values())].sort();
		const isFew =
			labels.length >= 2 && labels.length <= mostLabels && labels.length * 2 <= references.length;
		return isFew && !labelOf.has('')
			? {
					spec: { kind: 'label', labels },
					references: (references as string[]).map((text) => labelOf.get(labelKey(text)) ?? text),
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

/** The most frequent spelling of texts that the grader cannot tell apart, by what they have in common. */
const commonSpelling = (texts: readonly string[]): Map<string, string> => {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(text.trim(), (counts.get(text.trim()) ?? 0) + 1);
	const spelling = new Map<string, string>();
	for (const [text] of [...counts].sort(([, a], [, b]) => b - a)) {
		const key = labelKey(text);
		if (!spelling.has(key)) spelling.set(key, text);
	}
	return spelling;
};

const safeJson = (text: string): JsonValue | undefined => {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
};

/** Kinds that are tried where none is asked for, from the most to the least telling. */
export const guessedGraders: readonly GraderSpec['kind'][] = [
	...(['json-fields', 'json-schema', 'number', 'label', 'normalised', 'rouge-l'] as const)
];

/** By the kind that is wanted, else by the first of the guesses that all references fit; null where none does. */
export const chooseGrading = (
	references: readonly JsonValue[],
	wanted: GraderSpec['kind'] | null,
	guesses: readonly GraderSpec['kind'][]
): Grading | null => {
	for (const kind of wanted === null ? guesses : [wanted]) {
		const found = gradings[kind]?.(references);
		if (found) return found;
	}
	return null;
};

/** Kinds that a data set of questions and references can be graded by. */
export const importedGraders = Object.keys(gradings) as GraderSpec['kind'][];

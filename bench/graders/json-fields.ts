/**
 * Grades an answer that should be a JSON object, field by field. Keys that the scenario does not ask for are ignored;
 * a field that the document does not have is right if the answer leaves it out.
 */
import type { Grade } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import type { JsonFieldsSpec } from '#core/grader-spec.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { checkFieldReference, isFieldRight, type FieldReference } from './field-value.ts';
import { findJson } from './find-json.ts';
import type { RuleGrader } from './grader.ts';
import { wrongFieldValue } from './wrong-field-value.ts';

/** Longest text kept in the details of a grade, UTF-16 code units. */
const longestKeptText = 200;

const keep = (value: unknown): JsonValue => {
	if (typeof value === 'string') {
		return value.length <= longestKeptText
			? value
			: `${value.slice(0, longestKeptText - 1).toWellFormed()}…`;
	}
	if (value === undefined || value === null) return null;
	if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
	if (typeof value === 'boolean') return value;
	// Never written out: a model can nest deeper than a stack is high.
	return Array.isArray(value) ? '(a list)' : '(an object)';
};

/** The value of a field: under its whole name, else along its dots. */
const lookUp = (object: Record<string, unknown>, name: string): unknown => {
	if (Object.hasOwn(object, name)) return object[name];
	let value: unknown = object;
	for (const part of name.split('.')) {
		if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
		value = value[part];
	}
	return value;
};

/** Builds the object that `lookUp` reads: nested along the dots, under the whole name where a leaf is in the way. */
const nest = (values: ReadonlyMap<string, FieldReference>): Record<string, unknown> => {
	const empty = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;
	const root = empty();
	const byDepth = [...values].sort(([a], [b]) => Number(a.includes('.')) - Number(b.includes('.')));
	for (const [name, value] of byDepth) {
		const parts = name.split('.');
		const leaf = parts.pop() ?? name;
		let parent: Record<string, unknown> | null = root;
		for (const part of parts) {
			if (!(part in parent)) parent[part] = empty();
			const child: unknown = parent[part];
			if (!isObject(child)) {
				parent = null;
				break;
			}
			parent = child;
		}
		if (parent === null || leaf in parent) root[name] = value;
		else parent[leaf] = value;
	}
	return root;
};

/** Creates the grader for the fields of a JSON object. */
export const createJsonFieldsGrader = (spec: JsonFieldsSpec): RuleGrader => {
	const heaviest = Math.max(...spec.fields.map((field) => field.weight));

	const checkReference = (reference: JsonValue): string | null => {
		if (!isObject(reference)) return 'expected an object with one value per field';
		const problems = spec.fields.flatMap((field) => {
			const value = lookUp(reference, field.name);
			const problem =
				value === undefined
					? 'is missing; write null where the document does not have it'
					: checkFieldReference(field, value);
			return problem === null ? [] : [`"${field.name}": ${problem}`];
		});
		const isKnown = (key: string): boolean =>
			spec.fields.some(({ name }) => name === key || name.startsWith(`${key}.`));
		const unknown = Object.keys(reference).filter((key) => !isKnown(key));
		problems.push(...unknown.map((key) => `"${key}": the grader has no such field`));
		return problems.length === 0 ? null : problems.join('; ');
	};

	const valuesOf = (reference: JsonValue): Map<string, FieldReference> => {
		const problem = checkReference(reference);
		if (problem !== null || !isObject(reference)) {
			throw new BenchError('E_CONFIG', `unusable reference: ${problem ?? ''}`);
		}
		return new Map(
			spec.fields.map(({ name }) => [name, lookUp(reference, name) as FieldReference])
		);
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const expected = valuesOf(reference);
		const found = findJson(text);
		let total = 0;
		let right = 0;
		let wrong = 0;
		const fields = spec.fields.map((field): [string, JsonValue] => {
			const wanted = expected.get(field.name) ?? null;
			const got = found.value === null ? undefined : lookUp(found.value, field.name);
			const isRight = found.value !== null && isFieldRight(field, wanted, got);
			const weight = field.weight / heaviest;
			total += weight;
			if (isRight) right += weight;
			else wrong++;
			return [field.name, { expected: keep(wanted), got: keep(got), right: isRight }];
		});
		const score = wrong === 0 ? 1 : right / total;
		// 0.1 + 0.2 must reach 0.3, but a share of 1 is only reached by an answer without a fault.
		const passed = wrong === 0 || (spec.passScore < 1 && score + 1e-9 >= spec.passScore);
		return { passed, score, details: { found: found.how, fields: Object.fromEntries(fields) } };
	};

	/** One to three wrong fields, more where that is not enough to fail; sometimes a cut object or no object. */
	const slip = (reference: JsonValue, random: RandomSource): string => {
		const values = valuesOf(reference);
		let answer = JSON.stringify(nest(values), null, 2);
		if (random() < 0.1) return answer.slice(0, Math.floor(answer.length * (0.3 + 0.5 * random())));
		const faults = 1 + randomInt(random, 3);
		for (const [index, field] of shuffle(random, spec.fields).entries()) {
			values.set(field.name, wrongFieldValue(field, values.get(field.name) ?? null, random));
			answer = JSON.stringify(nest(values), null, 2);
			if (index + 1 >= faults && !grade(answer, reference).passed) break;
		}
		return pick(random, [
			answer,
			answer,
			`\`\`\`json\n${answer}\n\`\`\``,
			`Here it is:\n${answer}`
		]);
	};

	const wrongAnswer = (reference: JsonValue, random: RandomSource): string => {
		const answer = slip(reference, random);
		return grade(answer, reference).passed ? 'I could not find these fields.' : answer;
	};

	return {
		checkReference,
		grade,
		rightAnswer: (reference) => JSON.stringify(nest(valuesOf(reference))),
		wrongAnswer
	};
};

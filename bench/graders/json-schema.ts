/**
 * Grades an answer that should be a JSON object: valid against a schema, and with the values of the reference. The score is F1 over the
 * leaves of both objects, as multisets of path and value; where an entry stands in a list does not count.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Grade } from '#core/answer.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { JsonSchemaSpec } from '#core/grader-spec/json-schema.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { textKey } from './field-value.ts';
import { findJson } from './find-json.ts';
import type { RuleGrader } from './grader.ts';
import { slippedText } from './slipped-text.ts';

/** Leaves that are counted; an answer with more has no use for them. */
const mostLeaves = 20_000;
/** Problems that a grade lists. */
const listedProblems = 5;

/** A leaf as text: its path with lists as `[]`, and its value. */
const leavesOf = (root: unknown, keyOf: (text: string) => string): Map<string, number> => {
	const leaves = new Map<string, number>();
	// A stack of our own: a model can nest deeper than that of the language is high.
	const open: [path: string, value: unknown][] = [['', root]];
	let count = 0;
	for (let entry = open.pop(); entry && count < mostLeaves; entry = open.pop()) {
		const [path, value] = entry;
		if (Array.isArray(value)) {
			for (const each of value) open.push([`${path}[]`, each]);
		} else if (isObject(value)) {
			for (const [key, each] of Object.entries(value)) open.push([`${path}.${key}`, each]);
		} else {
			const text = typeof value === 'string' ? `"${keyOf(value)}"` : String(value);
			const leaf = `${path} ${text}`;
			leaves.set(leaf, (leaves.get(leaf) ?? 0) + 1);
			count++;
		}
	}
	return leaves;
};

const sizeOf = (leaves: ReadonlyMap<string, number>): number =>
	[...leaves.values()].reduce((sum, count) => sum + count, 0);

/** 2 · shared / (all of both); 1 where both are empty. */
const f1Of = (got: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): number => {
	let shared = 0;
	for (const [leaf, count] of got) shared += Math.min(count, expected.get(leaf) ?? 0);
	const all = sizeOf(got) + sizeOf(expected);
	return all === 0 ? 1 : (2 * shared) / all;
};

const compiled = (schema: JsonSchemaSpec['schema']): ValidateFunction => {
	try {
		const ajv = new Ajv2020({ allErrors: true, strict: false });
		addFormats(ajv);
		return ajv.compile(schema);
	} catch (error) {
		throw new BenchError(
			'E_CONFIG',
			`the schema of the grader cannot be used: ${errorMessage(error)}`
		);
	}
};

const problemsOf = (validate: ValidateFunction): string[] =>
	(validate.errors ?? [])
		.slice(0, listedProblems)
		.map(
			({ instancePath, message }) => `${instancePath || 'the object'} ${message ?? 'is invalid'}`
		);

/** Creates the grader for a JSON object with a schema. */
export const createJsonSchemaGrader = (spec: JsonSchemaSpec): RuleGrader => {
	const validate = compiled(spec.schema);
	const keyOf = spec.compare === 'normalised' ? textKey : (text: string): string => text;

	const checkReference = (reference: JsonValue): string | null => {
		if (!isObject(reference)) return 'expected a JSON object';
		return validate(reference) ? null : problemsOf(validate).join('; ');
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const { how, value } = findJson(text);
		if (value === null) return { passed: false, score: 0, details: { found: how, problems: [] } };
		const isValid = validate(value);
		const problems = isValid ? [] : problemsOf(validate);
		const f1 = f1Of(leavesOf(value, keyOf), leavesOf(reference, keyOf));
		// An object that breaks the schema breaks what reads it, however much of it is right.
		const score = isValid ? f1 : 0;
		const passed = isValid && (f1 === 1 || (spec.passScore < 1 && f1 + 1e-9 >= spec.passScore));
		return { passed, score, details: { found: how, isValid, f1, problems } };
	};

	return {
		checkReference,
		grade,
		rightAnswer: (reference) => JSON.stringify(reference),
		wrongAnswer: (reference, random) =>
			slippedText(JSON.stringify(reference), random, (text) => grade(text, reference).passed)
	};
};

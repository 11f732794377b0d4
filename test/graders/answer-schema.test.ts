import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerSchemaOf, isStrictSchema } from '#bench/graders/answer-schema.ts';
import { createGrader } from '#bench/graders/index.ts';
import { graderSpecSchema, type GraderSpec } from '#core/grader-spec.ts';
import { fieldSpecSchema } from '#core/grader-spec/json-fields.ts';

const spec = (value: unknown): GraderSpec => graderSpecSchema.parse(value);
const fieldsOf = (...names: string[]): GraderSpec =>
	spec({ kind: 'json-fields', fields: names.map((name) => ({ name, type: 'text' })) });

describe('the schema of the answers', () => {
	it('is that of a json-schema grader, as it is', () => {
		const schema = { type: 'object', properties: { a: { type: 'string' } } };
		expect(answerSchemaOf(spec({ kind: 'json-schema', schema }))).toEqual(schema);
	});

	it('has the fields of a json-fields grader, nested along their dots, each null where there is none', () => {
		const grader = spec({
			kind: 'json-fields',
			fields: [
				{ name: 'total', type: 'number' },
				{ name: 'seller.name', type: 'text' }
			]
		});
		expect(answerSchemaOf(grader)).toEqual({
			type: 'object',
			properties: {
				total: { type: ['number', 'null'] },
				seller: {
					type: 'object',
					properties: { name: { type: ['string', 'null'] } },
					required: ['name'],
					additionalProperties: false
				}
			},
			required: ['total', 'seller'],
			additionalProperties: false
		});
	});

	it('keeps a field apart whose place in the nesting is taken', () => {
		expect(answerSchemaOf(fieldsOf('a', 'a.b'))).toMatchObject({
			properties: { a: { type: ['string', 'null'] }, 'a.b': { type: ['string', 'null'] } }
		});
	});

	it('is none where the answer is no such object', () => {
		expect(answerSchemaOf(spec({ kind: 'label', labels: ['a', 'b'] }))).toBeNull();
	});

	it('is strict and fits what the grader calls right, whatever the fields are called', () => {
		const word = fc.stringMatching(/^[a-c]$/u);
		const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
		const type = fc.constantFrom('text', 'id', 'code');
		const fields = fc.uniqueArray(fc.record({ name, type }), {
			selector: ({ name: each }) => each,
			minLength: 1,
			maxLength: 6
		});
		fc.assert(
			fc.property(fields, (each) => {
				const grader = spec({
					kind: 'json-fields',
					fields: each.map((field) => fieldSpecSchema.parse(field))
				});
				const schema = answerSchemaOf(grader) ?? {};
				expect(isStrictSchema(schema)).toBe(true);
				const reference = Object.fromEntries(each.map((field) => [field.name, 'x']));
				const right: unknown = JSON.parse(createGrader(grader).rightAnswer(reference));
				const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
				expect([validate(right), validate.errors]).toEqual([true, null]);
			})
		);
	});
});

describe('a schema', () => {
	const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
	const closed = { ...open, additionalProperties: false };

	it('is strict where every object of it requires all and allows no more', () => {
		expect(isStrictSchema(closed)).toBe(true);
		expect(isStrictSchema({ ...closed, properties: { a: { type: 'array', items: closed } } })).toBe(
			true
		);
	});

	it.each([
		['allows more', open],
		['leaves one out', { ...closed, required: [] }],
		['holds such an object in a list', { type: 'array', items: open }],
		['holds one in a choice', { anyOf: [closed, open] }],
		['holds one in a definition', { ...closed, $defs: { x: open } }],
		['says nothing of its properties', { type: ['object', 'null'] }]
	])('is not where an object %s', (_, schema) => {
		expect(isStrictSchema(schema)).toBe(false);
	});
});

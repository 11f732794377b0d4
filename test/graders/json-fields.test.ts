import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonFieldsGrader } from '#bench/graders/json-fields.ts';
import { gradeSchema } from '#core/answer.ts';
import { graderSpecSchema } from '#core/grader-spec.ts';
import { jsonFieldsSpecSchema, type JsonFieldsSpec } from '#core/grader-spec/json-fields.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom } from '#core/random.ts';

const spec = jsonFieldsSpecSchema.parse({
	kind: 'json-fields',
	passScore: 0.75,
	fields: [
		{ name: 'vendor', type: 'text' },
		{ name: 'number', type: 'id' },
		{ name: 'total', type: 'number', tolerance: 0.005, weight: 2 },
		{ name: 'dates.issued', type: 'date' },
		{ name: 'dates.due', type: 'date' },
		{ name: 'currency', type: 'code' }
	]
});
const grader = createJsonFieldsGrader(spec);
const reference = {
	vendor: 'Müller & Söhne GmbH',
	number: 'RE-2024 0815',
	total: 1234.56,
	'dates.issued': '2024-02-29',
	'dates.due': null,
	currency: 'EUR'
};
const right = {
	vendor: 'MULLER Sohne, GmbH',
	number: 're20240815',
	total: '1.234,56 €',
	dates: { issued: '2024-02-29T08:00:00Z', due: '' },
	currency: 'EUR',
	comment: 'extra keys are ignored'
};
const grade = (answer: unknown) =>
	grader.grade(typeof answer === 'string' ? answer : JSON.stringify(answer), reference);
const rights = (answer: unknown): Record<string, boolean> => {
	const details = grade(answer).details as { fields: Record<string, { right: boolean }> };
	return Object.fromEntries(Object.entries(details.fields).map(([k, v]) => [k, v.right]));
};
const found = (answer: string) => (grade(answer).details as { found: string }).found;

describe('the grader of JSON fields', () => {
	it('compares every field by its type', () => {
		expect(grade(right)).toMatchObject({ passed: true, score: 1 });
		expect(
			rights({
				vendor: 'Müller GmbH',
				number: '20240815',
				total: 1234.5,
				dates: { issued: '29.02.2024', due: '2024-03-30' },
				currency: 'eur'
			})
		).toStrictEqual({
			vendor: false,
			number: false,
			total: false,
			'dates.issued': false,
			'dates.due': false,
			currency: false
		});
	});

	it('weighs the fields and passes from the pass score', () => {
		expect(grade({ ...right, vendor: 'x' })).toMatchObject({ passed: true, score: 6 / 7 });
		expect(grade({ ...right, total: 1 })).toMatchObject({ passed: false, score: 5 / 7 });
	});

	it('tells where the object was found', () => {
		const json = JSON.stringify(right);
		expect(found(json)).toBe('pure');
		expect(found(`\uFEFF ${json}\n`)).toBe('pure');
		expect(found(`Sure!\n\`\`\`json\n${json}\n\`\`\`\nDone.`)).toBe('fenced');
		expect(found(`\`\`\`\n${json}`)).toBe('fenced');
		expect(found(`The {fields} are ${json} as {you} see`)).toBe('embedded');
		expect(found(`[${json}]`)).toBe('embedded');
		expect(found(`{ note: ${json} }`)).toBe('embedded');
		expect(found('{"vendor": "x"')).toBe('none');
		expect(found('{vendor: x}')).toBe('none');
		expect(found('')).toBe('none');
	});

	it('gives no credit for absent fields where there is no object at all', () => {
		expect(grade('no invoice here')).toMatchObject({ passed: false, score: 0 });
		expect(rights('{}')).toMatchObject({ 'dates.due': true, vendor: false });
	});

	it('takes an order number that a model wrote as a JSON number', () => {
		const other = { ...reference, number: '4500123' };
		expect(grader.grade(JSON.stringify({ ...right, number: 4500123 }), other).score).toBe(1);
	});

	it('keeps little of a long answer', () => {
		const { details } = grade({ ...right, vendor: '😀'.repeat(200), number: [[1]] });
		const fields = (details as { fields: Record<string, { got: string }> }).fields;
		expect(fields['vendor']?.got).toHaveLength(200);
		expect(fields['vendor']?.got.isWellFormed()).toBe(true);
		expect(fields['number']?.got).toBe('(a list)');
	});

	it.each([
		['nested objects', '{"a":'.repeat(800_000)],
		['a closed nesting bomb', `${'{"vendor":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
		['nested lists', `{"vendor":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`],
		['open braces', '{'.repeat(5_000_000)],
		['open strings', '{"'.repeat(2_500_000)],
		['fences', '```json\n{'.repeat(500_000)],
		['prose', '{ "x '.repeat(1_000_000)],
		['replacement characters', '\uFFFD'.repeat(5_000_000)]
	])('survives five megabytes of %s', (_, text) => {
		expect(grade(text)).toMatchObject({ passed: false });
	});

	it('finds the object behind megabytes of prose', () => {
		expect(found(`${'so {well} '.repeat(500_000)}${JSON.stringify(right)}`)).toBe('embedded');
	});

	it('names everything that is wrong with a reference', () => {
		expect(grader.checkReference(reference)).toBeNull();
		expect(grader.checkReference('x')).toBe('expected an object with one value per field');
		expect(
			grader.checkReference({ ...reference, total: '1', 'dates.issued': '2023-02-29', extra: 1 })
		).toBe(
			'"total": expected a number or null; "dates.issued": expected an existing day as YYYY-MM-DD; "extra": the grader has no such field'
		);
		expect(grader.checkReference({ vendor: '--' })).toContain('"number": is missing');
		expect(() => grader.grade('{}', {})).toThrow(/unusable reference/);
	});

	it('is not given a field twice', () => {
		const fields = [
			{ name: 'a', type: 'text' },
			{ name: 'a', type: 'id' }
		];
		const checked = graderSpecSchema.safeParse({ kind: 'json-fields', fields });
		expect(checked.error?.issues[0]?.message).toBe('the field "a" is listed twice');
	});

	const names = fc.oneof(
		fc.constantFrom('a', 'a.b', 'a.b.c', 'b', '__proto__', 'constructor', '__proto__.x', '..'),
		fc.string({ minLength: 1 })
	);
	const field = fc.record({
		name: names,
		type: fc.constantFrom('text', 'id', 'number', 'date', 'code'),
		tolerance: fc.double({ min: 0, max: 1e6, noNaN: true }),
		weight: fc.double({ min: 1e-9, max: 1e9, noNaN: true })
	});
	const specs = fc.record({
		kind: fc.constant('json-fields' as const),
		fields: fc.uniqueArray(field, { minLength: 1, maxLength: 8, selector: (f) => f.name }),
		passScore: fc.double({ min: 0.01, max: 1, noNaN: true })
	});
	const day = fc
		.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
		.map((date) => date.toISOString().slice(0, 10));
	const valueOf = (type: string): fc.Arbitrary<JsonValue> => {
		if (type === 'number') {
			return fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
		}
		return fc.option(type === 'date' ? day : fc.string({ minLength: 1, unit: 'grapheme' }));
	};
	const cases = specs.chain((any: JsonFieldsSpec) =>
		fc
			.tuple(...any.fields.map(({ name, type }) => valueOf(type).map((v) => [name, v] as const)))
			.map((entries) => ({ any, reference: Object.fromEntries(entries) }))
	);

	it('always passes the right answer and never a wrong one, whatever the fields', () => {
		fc.assert(
			fc.property(cases, fc.nat(), ({ any, reference: value }, seed) => {
				const each = createJsonFieldsGrader(any);
				fc.pre(each.checkReference(value) === null);
				const random = createRandom(seed, 'json-fields');
				expect(each.grade(each.rightAnswer(value), value)).toMatchObject({
					passed: true,
					score: 1
				});
				for (let i = 0; i < 5; i++) {
					expect(each.grade(each.wrongAnswer(value, random), value).passed).toBe(false);
				}
			})
		);
	});

	it('gives a grade that can be stored for any text, without throwing', () => {
		const texts = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.json(),
			fc.json().map((j) => `{${j}`)
		);
		fc.assert(
			fc.property(texts, (text) => {
				expect(gradeSchema.safeParse(grade(text)).success).toBe(true);
			})
		);
	});
});

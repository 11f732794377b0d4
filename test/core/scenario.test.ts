/** Scenarios: ids, the prompt and its placeholders. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPrompt, idSchema, itemSchema, placeholdersOf } from '#core/scenario.ts';

describe('an id', () => {
	it.each(['a', 'support-triage', 'gpt-4.1-mini', '2026-q1', 'x'.repeat(80)])(
		'%j is accepted',
		(id) => {
			expect(idSchema.parse(id)).toBe(id);
		}
	);

	it.each(['', 'A', 'a b', 'a_b', '-a', 'a-', 'a--b', '../etc', 'a/b', '.a', 'ä', 'x'.repeat(81)])(
		'%j is refused',
		(id) => {
			expect(idSchema.safeParse(id).success).toBe(false);
		}
	);
});

describe('the placeholders of a prompt', () => {
	it('are named once each, in order of first appearance', () => {
		expect(placeholdersOf('{{b}} {{ a }} {{b}}{{c-1}}{{d_2}}')).toStrictEqual([
			'b',
			'a',
			'c-1',
			'd_2'
		]);
	});

	it('are nothing that only looks like one', () => {
		expect(placeholdersOf('{a} {{}} {{ a b }} {{a.b}} { {a}} {{"a": 1}}')).toStrictEqual([]);
	});
});

describe('a filled prompt', () => {
	it('has every placeholder replaced and everything else as it was', () => {
		expect(fillPrompt('To {{ name }}: {{text}} ({{name}}) {x}', { name: 'Ada', text: 'hi' })).toBe(
			'To Ada: hi (Ada) {x}'
		);
	});

	it('takes values as they are: no patterns of replacement, no placeholders inside them', () => {
		const values = ['$&', '$1', '$$', '{{other}}', '\\', ''];
		for (const value of values) {
			expect(fillPrompt('<{{a}}>', { a: value, other: 'no' })).toBe(`<${value}>`);
		}
	});

	it('holds any values between any fixed texts', () => {
		const name = fc.stringMatching(/^[a-z_-]{1,8}$/);
		const text = fc.string().filter((part) => !part.includes('{') && !part.includes('}'));
		fc.assert(
			fc.property(fc.array(fc.tuple(text, name)), fc.string(), (parts, value) => {
				const template = parts.map(([before, field]) => `${before}{{${field}}}`).join('');
				const input = Object.fromEntries(parts.map(([, field]) => [field, value]));
				expect(fillPrompt(template, input)).toBe(parts.map(([before]) => before + value).join(''));
				expect(placeholdersOf(template)).toStrictEqual([
					...new Set(parts.map(([, field]) => field))
				]);
			})
		);
	});

	it.each(['missing', 'constructor', '__proto__', 'toString'])(
		'is an error that names the placeholder "%s" that the item does not fill',
		(name) => {
			expect(() => fillPrompt(`{{a}} {{${name}}}`, { a: 'x' })).toThrow(
				new RangeError(`the item has no input "${name}"`)
			);
		}
	);
});

describe('an item', () => {
	const item = { id: 'a-1', input: { text: 'hi' }, reference: { label: 'x' }, language: 'en' };

	it('has no tags where it names none', () => {
		expect(itemSchema.parse(item)).toStrictEqual({ ...item, tags: [] });
	});

	it.each([
		{ id: 'A 1' },
		{ input: { n: 5 } },
		{ language: 'e' },
		{ tags: 'noisy' },
		{ refrence: 1 }
	])('is refused with %j', (change) => {
		expect(itemSchema.safeParse({ ...item, ...change }).success).toBe(false);
	});
});

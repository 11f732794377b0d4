import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLabelGrader } from '#bench/graders/label.ts';
import { graderSpecSchema, labelKey, type LabelSpec } from '#core/grader-spec.ts';
import { createRandom } from '#core/random.ts';

const spec: LabelSpec = {
	kind: 'label',
	labels: ['billing', 'billing-dispute', 'refund-request', 'out-of-scope', 'how-to']
};
const grader = createLabelGrader(spec);
const read = (text: string, expected = 'billing-dispute') => grader.grade(text, expected).details;

const specs = fc
	.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), {
		minLength: 2,
		maxLength: 8,
		selector: labelKey
	})
	.filter((labels) => labels.every((label) => labelKey(label) !== ''))
	.map((labels): LabelSpec => ({ kind: 'label', labels }));

describe('the label grader', () => {
	it.each([
		'billing-dispute',
		'Billing Dispute',
		'BILLING_DISPUTE.',
		' "billing-dispute" ',
		'**billing-dispute**',
		'`billing-dispute`',
		'„billing-dispute“',
		'Label: billing-dispute',
		'**Label:** billing-dispute.',
		'The correct category is: billing dispute',
		'{"label": "billing-dispute"}',
		'```json\n{"label": "billing-dispute", "confidence": 0.8}\n```',
		'{"topic": "billing-dispute"}',
		'"billing-dispute"',
		'- billing-dispute\n'
	])('reads %j as the label itself', (text) => {
		expect(read(text)).toStrictEqual({
			predicted: 'billing-dispute',
			expected: 'billing-dispute',
			how: 'exact'
		});
	});

	it('counts one label inside a sentence as read', () => {
		expect(read('I would file this under Billing Dispute, as the amount is wrong.')).toMatchObject({
			predicted: 'billing-dispute',
			how: 'mentioned'
		});
	});

	it('does not take a longer label for the shorter one that it contains', () => {
		expect(read('This is a billing-dispute case')).toMatchObject({ predicted: 'billing-dispute' });
		expect(read('This is a billing case')).toMatchObject({ predicted: 'billing' });
		expect(grader.grade('billing-dispute', 'billing').passed).toBe(false);
	});

	it('does not join words across a full stop', () => {
		expect(read('It concerns billing. Dispute it is not')).toMatchObject({ predicted: 'billing' });
	});

	it('reads no label where several are named, even if the right one is among them', () => {
		const grade = grader.grade('refund-request or billing-dispute', 'billing-dispute');
		expect(grade).toStrictEqual({
			passed: false,
			score: 0,
			details: { predicted: null, expected: 'billing-dispute', how: 'ambiguous' }
		});
	});

	it.each(['', '   ', '\n', '...', '{}', '[]', 'null', '"', '\uFFFD\uFFFD', 'I cannot say.'])(
		'never passes %j',
		(text) => {
			expect(read(text)).toMatchObject({ predicted: null, how: 'none' });
		}
	);

	it('does not find a label inside another word', () => {
		expect(read('rebillings and outbilling')).toMatchObject({ predicted: null, how: 'none' });
	});

	it('reads an answer of five megabytes', () => {
		const noise = 'x y-z '.repeat(900_000);
		expect(read(`${noise} billing-dispute ${noise}`)).toMatchObject({ how: 'mentioned' });
		expect(read('"*_'.repeat(1_700_000))).toMatchObject({ how: 'none' });
		expect(read('a'.repeat(5_000_000))).toMatchObject({ how: 'none' });
	});

	it('refuses a reference that is no label', () => {
		expect(grader.checkReference('billing')).toBeNull();
		expect(grader.checkReference('Billing')).toContain('not one of the labels');
		expect(grader.checkReference(null)).toBe('expected the label as a string');
		expect(() => grader.grade('billing', 'nonsense')).toThrow(/unusable reference/);
	});

	it('is not given labels that it could not tell apart', () => {
		const labels = ['how-to', 'How To', '--'];
		const issues = graderSpecSchema.safeParse({ kind: 'label', labels }).error?.issues ?? [];
		expect(issues.map((issue) => issue.message)).toStrictEqual([
			'the label "How To" cannot be told from "how-to"',
			'the label "--" has no letter or digit'
		]);
	});

	it('always passes the right answer and never a wrong one, whatever the labels', () => {
		fc.assert(
			fc.property(specs, fc.nat(), fc.nat(), (any, index, seed) => {
				const each = createLabelGrader(any);
				const reference = any.labels[index % any.labels.length]!;
				const random = createRandom(seed, 'label');
				expect(each.grade(each.rightAnswer(reference), reference).passed).toBe(true);
				for (let i = 0; i < 5; i++) {
					const wrong = each.wrongAnswer(reference, random);
					expect(each.grade(wrong, reference).passed).toBe(false);
				}
			})
		);
	});

	it('grades any text without throwing', () => {
		const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.lorem());
		fc.assert(
			fc.property(texts, (text) => {
				const { score, passed } = grader.grade(text, 'how-to');
				expect(score).toBe(passed ? 1 : 0);
			})
		);
	});
});

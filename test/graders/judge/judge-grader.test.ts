/** The part of a judged scenario that needs no judge. */
import { describe, expect, it } from 'vitest';
import { createGrader } from '#bench/graders/index.ts';
import { referenceText } from '#bench/graders/judge/judge-reference.ts';
import { judgeSpecSchema } from '#core/grader-spec/judge.ts';
import { createRandom } from '#core/random.ts';
import { judgeSpec } from './support.ts';

const grader = createGrader(judgeSpec());
const points = ['Ada takes the notes', 'The date is 3 May', 'Bo pays'];

describe('a judged scenario', () => {
	it('takes a text, a list of points, and either with answers of its own', () => {
		for (const reference of [
			'The date is 3 May.',
			points,
			{ points, answer: 'On 3 May; Ada notes, Bo pays.', wrong: ['On 4 May.'] }
		]) {
			expect(grader.checkReference(reference)).toBeNull();
		}
		for (const reference of [
			'',
			[],
			3,
			null,
			{ points: [] },
			{ points, wrong: [] },
			{ point: 'x' }
		]) {
			expect(grader.checkReference(reference)).toMatch(/\S/u);
		}
	});

	it('makes a right answer of all points, and wrong ones that lack some or are its own', () => {
		expect(grader.rightAnswer(points)).toBe(
			'- Ada takes the notes\n- The date is 3 May\n- Bo pays'
		);
		expect(grader.rightAnswer({ points, answer: 'Good.' })).toBe('Good.');
		expect(referenceText({ points, answer: 'Good.' })).toContain('Bo pays');
		const random = createRandom(1, 'wrong');
		for (let i = 0; i < 50; i++) {
			const wrong = grader.wrongAnswer(points, random);
			expect(points.some((point) => !wrong.includes(point))).toBe(true);
			expect(grader.wrongAnswer({ points, wrong: ['No.'] }, random)).toBe('No.');
			expect(grader.wrongAnswer('The date is 3 May.', random)).not.toContain('3 May');
		}
	});

	it('cannot be graded without its judge', () => {
		expect(() => grader.grade('x', points)).toThrow(/without its judge/u);
	});

	it('says what is wrong with a rubric', () => {
		const refused = (changes: Record<string, unknown>): string =>
			judgeSpecSchema
				.safeParse({ ...judgeSpec(), ...changes })
				.error!.issues.map(({ message }) => message)
				.join('; ');
		const criteria = [{ id: 'a', description: 'x' }];
		expect(refused({ passAt: 1 })).toContain('more than 1 and at most 5');
		expect(refused({ passAt: 6 })).toContain('more than 1 and at most 5');
		expect(refused({ rubric: { criteria: [...criteria, ...criteria] } })).toContain(
			'ids must differ'
		);
		expect(refused({ rubric: { criteria, scale: { from: 5, to: 5 } } })).toContain(
			'more than "from"'
		);
		expect(refused({ rubric: { criteria, scale: { anchors: { 7: 'superb' } } } })).toContain(
			'from 1 to 5'
		);
	});
});

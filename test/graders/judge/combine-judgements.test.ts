/** A panel becomes one grade, or none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineJudgements, type PanelJudgement } from '#bench/graders/judge/combine-judgements.ts';
import { pairOutcome } from '#bench/graders/judge/pair-outcome.ts';
import { gradeSchema } from '#core/answer.ts';
import type { ReadPairJudgement } from '#bench/graders/judge/read-judgement.ts';
import { judgeSpec } from './support.ts';

const spec = judgeSpec();
const said = (judgeId: string, score: number): PanelJudgement => ({
	judgeId,
	judgement: {
		state: 'read',
		reasons: 'because',
		scores: { complete: score, faithful: score },
		// The judge's own word counts for nothing.
		verdict: score < 3 ? 'pass' : 'fail'
	}
});
const unread = (judgeId: string, state: 'unreadable' | 'failed'): PanelJudgement => ({
	judgeId,
	judgement: state === 'failed' ? { state, problem: 'timeout' } : { state, problem: 'prose' }
});
const gradeOf = (judgements: PanelJudgement[], combine: 'majority' | 'mean' = 'majority') =>
	combineJudgements(judgeSpec({ combine }), judgements);

describe('the grade of a panel', () => {
	it('weighs the criteria, and passes from our threshold on, whatever the judge calls it', () => {
		const mixed: PanelJudgement = {
			judgeId: 'a',
			judgement: {
				state: 'read',
				reasons: 'x',
				scores: { complete: 1, faithful: 5 },
				verdict: 'fail'
			}
		};
		expect(combineJudgements(spec, [mixed])).toMatchObject({
			grade: { passed: true, score: 0.75 }
		});
		expect(combineJudgements(judgeSpec({ passAt: 4.1 }), [mixed])).toMatchObject({
			grade: { passed: false, score: 0.75 }
		});
	});

	it('goes by votes, or by the mean where that is asked for', () => {
		const panel = [said('a', 4), said('b', 4), said('c', 1)];
		expect(gradeOf(panel)).toMatchObject({ grade: { passed: true, score: 0.5 } });
		expect(gradeOf(panel, 'mean')).toMatchObject({ grade: { passed: false, score: 0.5 } });
	});

	it('settles a tie by the mean', () => {
		expect(gradeOf([said('a', 5), said('b', 3)])).toMatchObject({ grade: { passed: true } });
		expect(gradeOf([said('a', 5), said('b', 1)])).toMatchObject({ grade: { passed: false } });
	});

	it('takes the mean of the repeats of a judge as one opinion', () => {
		expect(gradeOf([said('a', 5), said('a', 1), said('b', 5), said('c', 5)])).toMatchObject({
			grade: { passed: true, details: { votes: { a: 'fail', b: 'pass', c: 'pass' } } }
		});
	});

	it('is none where fewer than half of the judges could be read, and says why', () => {
		expect(gradeOf([])).toEqual({ grade: null, reason: 'awaits-judging' });
		expect(gradeOf([unread('a', 'unreadable')])).toEqual({
			grade: null,
			reason: 'unreadable-judgement'
		});
		expect(gradeOf([unread('a', 'failed')])).toEqual({ grade: null, reason: 'awaits-judging' });
		const one = [said('a', 5), unread('b', 'unreadable')];
		expect(gradeOf(one).grade).not.toBeNull();
		expect(gradeOf([...one, unread('c', 'unreadable')])).toEqual({
			grade: null,
			reason: 'unreadable-judgement'
		});
	});

	it('does not depend on who speaks first, and is a grade as all others are', () => {
		const judgement = fc.oneof(
			fc.record({ judgeId: fc.constantFrom('a', 'b', 'c'), score: fc.integer({ min: 1, max: 5 }) }),
			fc.record({ judgeId: fc.constantFrom('a', 'b', 'c'), score: fc.constant(null) })
		);
		fc.assert(
			fc.property(
				fc.array(judgement, { maxLength: 12 }),
				fc.constantFrom('majority' as const, 'mean' as const),
				(list, combine) => {
					const panel = list.map(({ judgeId, score }) =>
						score === null ? unread(judgeId, 'unreadable') : said(judgeId, score)
					);
					const [one, other] = [gradeOf(panel, combine), gradeOf([...panel].reverse(), combine)];
					if (one.grade === null) expect(other).toEqual(one);
					else {
						expect(gradeSchema.safeParse(one.grade).success).toBe(true);
						expect(other.grade?.passed).toBe(one.grade.passed);
						expect(other.grade?.score).toBeCloseTo(one.grade.score, 12);
					}
				}
			)
		);
	});
});

describe('a pair judged in both orders', () => {
	const verdict = (each: 'first' | 'second' | 'tie'): ReadPairJudgement => ({
		state: 'read',
		reasons: 'x',
		verdict: each
	});

	it('has a winner only where both orders name it', () => {
		expect(pairOutcome(verdict('first'), verdict('second'))).toMatchObject({ winner: 'a' });
		expect(pairOutcome(verdict('second'), verdict('first'))).toMatchObject({ winner: 'b' });
		expect(pairOutcome(verdict('tie'), verdict('tie'))).toMatchObject({
			winner: 'tie',
			isConsistent: true
		});
		for (const place of ['first', 'second'] as const) {
			expect(pairOutcome(verdict(place), verdict(place))).toEqual({
				winner: 'tie',
				isConsistent: false,
				favouredPlace: place
			});
			expect(pairOutcome(verdict(place), verdict('tie'))).toMatchObject({
				winner: 'tie',
				isConsistent: false,
				favouredPlace: null
			});
		}
	});

	it('has no outcome where one order could not be read', () => {
		const lost: ReadPairJudgement = { state: 'unreadable', problem: 'prose' };
		expect(pairOutcome(lost, verdict('first'))).toBeNull();
		expect(pairOutcome(verdict('first'), lost)).toBeNull();
	});
});

/** A judged grade as rows. */
import { expect, it } from 'vitest';
import { judgedGradeOf } from '#lib/runs/judged-grade.ts';
import type { ShownJudgement } from '#lib/runs/judging.ts';

const details = {
	passAt: 4,
	combine: 'majority',
	scores: { complete: 4.5, faithful: 5 },
	votes: { first: 'pass', second: 'unreadable' },
	reasons: ['first: all there']
};
const said = (changes: Partial<ShownJudgement>): ShownJudgement => ({
	judgeId: 'first',
	judgeModel: 'm',
	emulated: false,
	order: 'single',
	repeat: 0,
	state: 'read',
	problem: null,
	scores: { complete: 4, faithful: 5 },
	verdict: 'pass',
	reasons: 'all there',
	rawText: '{}',
	costUsd: null,
	judgedAtUtc: '2026-11-20T10:00:00.000Z',
	isReplaced: false,
	...changes
});

it('has a row for each judgement that counts: who, how it was shown, verdict, score and reason', () => {
	const grade = judgedGradeOf(details, [
		said({ isReplaced: true, verdict: 'fail' }),
		said({ repeat: 1, emulated: true }),
		said({
			judgeId: 'second',
			state: 'unreadable',
			problem: 'verdict-first',
			scores: null,
			verdict: null,
			reasons: null
		}),
		said({ judgeId: 'third', state: 'failed', problem: 'timeout', scores: null, verdict: null })
	]);
	expect(grade).toMatchObject({
		passAt: 4,
		votes: 'first pass, second unreadable',
		scores: 'complete 4.5, faithful 5'
	});
	expect(grade!.rows).toStrictEqual([
		{
			key: '0',
			judge: 'first, repeat 1',
			emulated: true,
			order: 'alone',
			verdict: 'pass',
			score: 'complete 4, faithful 5',
			reason: 'all there'
		},
		{
			key: '1',
			judge: 'second',
			emulated: false,
			order: 'alone',
			verdict: 'unreadable',
			score: '–',
			reason: 'It could not be read: it gives its verdict before its reasons'
		},
		{
			key: '2',
			judge: 'third',
			emulated: false,
			order: 'alone',
			verdict: 'no answer',
			score: '–',
			reason: 'No answer of the judge arrived: timeout'
		}
	]);
});

it('is none where a rule graded, or the details are damaged', () => {
	expect(judgedGradeOf({ fields: {} }, [])).toBeNull();
	expect(judgedGradeOf({ ...details, votes: 'many' }, [])).toBeNull();
	expect(judgedGradeOf(undefined, [])).toBeNull();
});

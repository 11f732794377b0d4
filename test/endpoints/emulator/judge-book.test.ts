/** An emulated judge judges as its settings say. */
import { describe, expect, it } from 'vitest';
import { createJudgeBook } from '#bench/endpoints/emulator/judge-book.ts';
import { readJudgement, readPairJudgement } from '#bench/graders/judge/read-judgement.ts';
import { pairJudgePrompt, singleJudgePrompt } from '#core/judge-prompt.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { judgeSpec } from '../../graders/judge/support.ts';

const spec = judgeSpec();
const count = 400;
const rows = Array.from({ length: count }, (_, i) => ({
	user: `question ${String(i)}`,
	right: `right ${String(i)}`,
	wrong: [`wrong ${String(i)}`]
}));
const none = { positionBias: 0, unreadableShare: 0, noise: 0 };
const bookOf = (quality: number, judging: Partial<typeof none> = {}) =>
	createJudgeBook(rows, { seed: 3, quality, judging: { ...none, ...judging } });
const questionOf = (i: number) => ({ system: 'Answer.', user: rows[i]!.user, reference: null });
const answerOf = (i: number) => (i % 2 === 0 ? rows[i]!.right : rows[i]!.wrong[0]!);
const judge = (book: ReturnType<typeof bookOf>, i: number) =>
	readJudgement(
		spec,
		book.find(singleJudgePrompt(spec.rubric, questionOf(i), answerOf(i)).user)!.pieces.join('')
	);
const shareOf = (flags: readonly boolean[]) =>
	wilsonInterval(flags.filter(Boolean).length, flags.length);
const indexes = Array.from({ length: count }, (_, i) => i);

describe('an emulated judge', () => {
	it('answers no other question', () => {
		expect(bookOf(1).find('question 1')).toBeNull();
	});

	it('judges right with its quality, the same again, and anew where it is noisy', () => {
		for (const quality of [1, 0.8, 0]) {
			const book = bookOf(quality);
			const right = indexes.map((i) => {
				const read = judge(book, i);
				expect(judge(book, i)).toEqual(read);
				return read.state === 'read' && (read.verdict === 'pass') === (i % 2 === 0);
			});
			const { low, high } = shareOf(right);
			expect(low).toBeLessThanOrEqual(quality);
			expect(high).toBeGreaterThanOrEqual(quality);
		}
		const noisy = bookOf(0.5, { noise: 1 });
		const same = indexes.map((i) => {
			const [one, other] = [judge(noisy, i), judge(noisy, i)];
			return one.state === 'read' && other.state === 'read' && one.verdict === other.verdict;
		});
		const { low, high } = shareOf(same);
		expect(low).toBeLessThan(0.5);
		expect(high).toBeGreaterThan(0.5);
	});

	it('writes prose for a share, which nobody can read', () => {
		const book = bookOf(1, { unreadableShare: 0.2 });
		const { low, high } = shareOf(indexes.map((i) => judge(book, i).state === 'unreadable'));
		expect(low).toBeLessThan(0.2);
		expect(high).toBeGreaterThan(0.2);
	});

	it('prefers the right answer of a pair, or the first where it is biased', () => {
		const verdictOf = (book: ReturnType<typeof bookOf>, answers: [string, string]) => {
			const { user } = pairJudgePrompt(spec.rubric, questionOf(0), answers);
			const read = readPairJudgement(book.find(user)!.pieces.join(''));
			return read.state === 'read' ? read.verdict : read.state;
		};
		const [right, wrong] = [rows[0]!.right, rows[0]!.wrong[0]!];
		expect(verdictOf(bookOf(1), [right, wrong])).toBe('first');
		expect(verdictOf(bookOf(1), [wrong, right])).toBe('second');
		expect(verdictOf(bookOf(1), [wrong, wrong])).toBe('tie');
		expect(verdictOf(bookOf(1, { positionBias: 1 }), [wrong, right])).toBe('first');
		expect(verdictOf(bookOf(0), [right, wrong])).not.toBe('first');
	});
});

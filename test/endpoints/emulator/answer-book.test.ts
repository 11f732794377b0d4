import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswerBook, neutralAnswer } from '#bench/endpoints/emulator/answer-book.ts';
import type { AnswerRow } from '#bench/endpoints/emulator/answer-book.ts';

const rowsOf = (count: number): AnswerRow[] =>
	Array.from({ length: count }, (_, i) => ({
		user: `question ${i}`,
		right: `right ${i}`,
		wrong: [`wrong ${i} a`, `wrong ${i} b`, `wrong ${i} c`]
	}));

const textOf = (book: ReturnType<typeof createAnswerBook>, user: string): string =>
	book.find(user).pieces.join('');

test('the share of right answers over the table is exactly the rounded quality', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 60 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.nat(),
			(count, quality, seed) => {
				const rows = rowsOf(count);
				const book = createAnswerBook(rows, { seed, quality });
				const right = rows.filter((row) => textOf(book, row.user) === row.right).length;
				expect(right).toBe(Math.round(quality * count));
			}
		),
		{ numRuns: 60 }
	);
});

test('every answer is the right one or one of the wrong ones, and says which', () => {
	const book = createAnswerBook(rowsOf(50), { seed: 3, quality: 0.5 });
	for (const row of rowsOf(50)) {
		const answer = book.find(row.user);
		const expected = answer.verdict === 'right' ? [row.right] : row.wrong;
		expect(expected).toContain(answer.pieces.join(''));
	}
});

test('the verdict depends on seed and text alone, not on the order of the table or of the requests', () => {
	const rows = rowsOf(40);
	const forwards = createAnswerBook(rows, { seed: 9, quality: 0.6 });
	const backwards = createAnswerBook([...rows].reverse(), { seed: 9, quality: 0.6 });
	const users = rows.map((row) => row.user);
	const first = users.map((user) => textOf(forwards, user));
	expect([...users].reverse().map((user) => textOf(backwards, user))).toEqual([...first].reverse());
	expect(users.map((user) => textOf(forwards, user))).toEqual(first);
});

test('another seed makes other questions go wrong', () => {
	const rows = rowsOf(40);
	const wrongOf = (seed: number): string[] => {
		const book = createAnswerBook(rows, { seed, quality: 0.5 });
		return rows.filter((row) => book.find(row.user).verdict === 'wrong').map((row) => row.user);
	};
	expect(wrongOf(1)).not.toEqual(wrongOf(2));
});

test('raising the quality never turns a right answer into a wrong one', () => {
	const rows = rowsOf(30);
	fc.assert(
		fc.property(
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(one, other) => {
				const low = createAnswerBook(rows, { seed: 5, quality: Math.min(one, other) });
				const high = createAnswerBook(rows, { seed: 5, quality: Math.max(one, other) });
				const lost = rows.filter(
					({ user }) => low.find(user).verdict === 'right' && high.find(user).verdict === 'wrong'
				);
				expect(lost).toEqual([]);
			}
		),
		{ numRuns: 50 }
	);
});

test('a question that is not in the table gets a fixed neutral sentence', () => {
	const book = createAnswerBook(rowsOf(3), { seed: 1, quality: 1 });
	expect(book.find('something else').verdict).toBe('unknown-question');
	expect(textOf(book, 'something else')).toBe(neutralAnswer);
});

test('a question is found behind what stands before it in the same text, the longest that is known', () => {
	const rows = ['q', 'what?\n\nq'].map((user) => ({ user, right: user, wrong: ['x'] }));
	const book = createAnswerBook(rows, { seed: 1, quality: 1 });
	expect(book.questionAtEndOf('Be brief.\n\nAnd right.\n\nq')).toBe('q');
	expect(book.questionAtEndOf('Be brief.\n\nwhat?\n\nq')).toBe('what?\n\nq');
	expect(book.questionAtEndOf('q')).toBe('q');
	expect(book.questionAtEndOf('Be brief.\n\n\n\nother')).toBe('Be brief.\n\n\n\nother');
});

test('of two rows with the same question the first counts', () => {
	const book = createAnswerBook(
		[
			{ user: 'q', right: 'first', wrong: ['x'] },
			{ user: 'q', right: 'second', wrong: ['y'] }
		],
		{ seed: 1, quality: 1 }
	);
	expect(textOf(book, 'q')).toBe('first');
});

test('the prepared JSON of a piece has the length that is written down for it', () => {
	const right = 'Zürich "€" 😀\n\u2028 end';
	const book = createAnswerBook([{ user: 'q', right, wrong: ['x'] }], { seed: 1, quality: 1 });
	const answer = book.find('q');
	expect(answer.pieceJson.map((literal) => JSON.parse(literal) as string)).toEqual(answer.pieces);
	expect(answer.pieceJsonBytes).toEqual(answer.pieceJson.map((text) => Buffer.byteLength(text)));
});

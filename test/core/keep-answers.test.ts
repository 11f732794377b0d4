import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerWithoutText, keepAnswersSchema, keptTexts } from '#core/keep-answers.ts';

const asked = fc.record({
	itemId: fc.option(fc.string()),
	trial: fc.nat(5),
	ordinal: fc.nat(1_000)
});

describe('the answers whose texts are kept', () => {
	it('are all or none, or about the share that was asked for', () => {
		fc.assert(
			fc.property(asked, fc.nat(), (attempt, seed) => {
				expect(keptTexts('all', seed)(attempt)).toBe(true);
				expect(keptTexts('none', seed)(attempt)).toBe(false);
			})
		);
		fc.assert(
			fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.nat(), (share, seed) => {
				const keeps = keptTexts({ share }, seed);
				const kept = Array.from({ length: 2_000 }, (_, i) =>
					keeps({ itemId: `item-${String(i)}`, trial: 0, ordinal: i })
				).filter(Boolean).length;
				// Five standard deviations of 2,000 draws.
				expect(Math.abs(kept / 2_000 - share)).toBeLessThan(5 * Math.sqrt(0.25 / 2_000));
			}),
			{ numRuns: 50 }
		);
	});

	it('are the same ones wherever an item stands in a schedule, and others for another seed', () => {
		const items = Array.from({ length: 200 }, (_, i) => `item-${String(i)}`);
		const drawn = (seed: number, ordinal: number): string =>
			items
				.map((itemId) => Number(keptTexts({ share: 0.5 }, seed)({ itemId, trial: 0, ordinal })))
				.join('');
		expect(drawn(1, 0)).toBe(drawn(1, 77));
		expect(drawn(1, 0)).not.toBe(drawn(2, 0));
	});

	it('lose text and quotes where they are left out, and keep grade and labels', () => {
		fc.assert(
			fc.property(fc.string(), fc.boolean(), fc.jsonValue(), (text, passed, seen) => {
				const quote = { quote: text, seen: JSON.parse(JSON.stringify(seen)) as null };
				const answer = {
					attemptId: 'a',
					cellId: 'c',
					itemId: 'i',
					trial: 0,
					text,
					grade: { passed, score: 0.5, details: quote }
				};
				const bare = answerWithoutText(answer);
				expect(bare.text).toBe('');
				expect(bare.textAbsence).toBe(text === '' ? undefined : 'not-kept');
				expect(bare.grade).toEqual({ passed, score: 0.5, details: null });
			})
		);
		const details = { expected: 'red', predicted: null, how: 'none', text: 'secret' };
		const grade = { passed: false, score: 0, details };
		const answer = { attemptId: 'a', cellId: 'c', itemId: 'i', trial: 0, text: 'x', grade };
		expect(answerWithoutText(answer).grade?.details).toEqual({
			expected: 'red',
			predicted: null,
			how: 'none'
		});
	});

	it('are told apart from what is none of the forms', () => {
		for (const wrong of ['some', true, 0.5, { share: 0 }, { share: 1 }, { share: 2 }, {}]) {
			expect([wrong, keepAnswersSchema.safeParse(wrong).success]).toEqual([wrong, false]);
		}
		expect(keepAnswersSchema.parse({ share: 0.1 })).toEqual({ share: 0.1 });
	});
});

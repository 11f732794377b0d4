/** Outcomes of attempts, and what each counts for. */
import { expect, it } from 'vitest';
import { isAnswer, isCompleted, outcomes } from '#core/outcome.ts';

it('Whole answers are those that are complete, cut at the output limit or declined.', () => {
	expect(outcomes.filter(isCompleted)).toStrictEqual(['ok', 'length', 'refused']);
});

it('The same are graded; a rate limit or an error says nothing about the model.', () => {
	expect(outcomes.filter(isAnswer)).toStrictEqual(['ok', 'length', 'refused']);
});

/** A decision as the report tells it: what was decided, by whom, and what has moved since, in bounded lines. */
import { describe, expect, it } from 'vitest';
import type { DecisionToday } from '#lib/server/decision-today.ts';
import { changedInWords, choiceInWords, decidedInWords } from '#lib/decisions/decision-in-words.ts';
import { sampleDecision } from '../../../db/support/sample-decision.ts';

const decision = (changes: Partial<DecisionToday> = {}): DecisionToday => ({
	...sampleDecision(),
	id: 'd1',
	decidedAtUtc: '2026-11-20T10:05:00.000Z',
	supersedesId: null,
	stands: true,
	supersededBy: null,
	title: 'Support mail',
	state: 'stands',
	changes: [],
	signOffs: [],
	...changes
});
const signOff = (person: string) => ({
	person,
	role: 'finance',
	signedAtUtc: '2026-11-21T08:00:00.000Z'
});
const price = (what: string) => ({
	kind: 'price' as const,
	what,
	was: '2',
	now: '3',
	unit: 'USD/item',
	changeShare: '0.5',
	about: null
});

describe('a decision in the report', () => {
	it('names the option as it is called today, and as on its day where it is gone', () => {
		expect(choiceInWords(decision(), [{ id: 'frontier', title: 'Frontier 2' }])).toBe(
			'Buy, Frontier 2'
		);
		expect(choiceInWords(decision(), [])).toBe('Buy, frontier API');
		expect(choiceInWords(decision({ choice: 'defer', optionId: null }), [])).toBe('Put off');
	});

	it('says who decided it when, and who signed it', () => {
		expect(decidedInWords(decision(), 3)).toBe(
			'Decided by Ines on 2026-11-20 10:05 UTC. Nobody has signed it yet.'
		);
		const signOffs = ['Ada', 'Bo', 'Cy', 'Di'].map(signOff);
		expect(decidedInWords(decision({ signOffs }), 2)).toBe(
			'Decided by Ines on 2026-11-20 10:05 UTC. Signed by Ada (finance, 2026-11-21); Bo (finance, 2026-11-21); and 2 more.'
		);
	});

	it('says what has moved since, no more than fits', () => {
		expect(changedInWords(decision(), 3)).toBeNull();
		const changes = ['one', 'two', 'three'].map(price);
		expect(changedInWords(decision({ changes }), 2)).toMatch(
			/^Since then: one: \$2\.00 an item → \$3\.00 an item \(\+50\s%\); two: .*; and 1 more\.$/u
		);
	});
});

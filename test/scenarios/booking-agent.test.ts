/** The booking agent's items, held against its world and against sums worked out by hand. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { playScript } from '#bench/graders/conversation.ts';
import { createGrader, checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { finalStateReferenceSchema } from '#core/grader-spec/final-state.ts';
import type { ScenarioItem } from '#core/scenario.ts';

const loaded = await loadScenario(
	fileURLToPath(new URL('../../scenarios/booking-agent', import.meta.url)),
	{ checkReference }
);
const tools = openGradingTools({ allowCommands: false });
afterAll(() => {
	tools.close();
});

const itemOf = (email: string): ScenarioItem => {
	const item = loaded.items.find(({ input }) => input['email'] === email);
	if (!item) throw new Error(`no item of ${email}`);
	return item;
};
const referenceOf = (email: string) => finalStateReferenceSchema.parse(itemOf(email).reference);

const setupOf = ({ world }: ScenarioItem) => ({
	spec: loaded.scenario.conversation!,
	world: loaded.world!,
	given: world ?? {},
	runSandboxed: ((task, deadlineMs) =>
		tools.runSandboxed(task, deadlineMs)) as typeof tools.runSandboxed
});

describe('booking-agent', () => {
	// Worked out by hand from the policy in the prompt.
	it.each([
		// 2 × 84, 90 %
		['maud.hollis@post.example', 'N4R7KD', { status: 'cancelled', refunded_eur: 151.2 }],
		// 4 × 84, 24 h 20 min before: 50 %
		['tom.ridley@post.example', 'K7D4WZ', { status: 'cancelled', refunded_eur: 168 }],
		// 2 × 38, 72 h 10 min before by the clock of Helsinki: 90 %
		['aino.korhonen@post.example', 'H9B3LM', { status: 'cancelled', refunded_eur: 68.4 }],
		// 4 × 38, 71 h 10 min before: 50 %
		['veikko.salo@post.example', 'G5T8RC', { status: 'cancelled', refunded_eur: 76 }],
		// 20 + 4 × 105 − 380
		['s.albrecht@post.example', 'U7C3XG', { departure: 'KG-1201-1845', charged_eur: 60 }],
		// 20; the new one is cheaper
		['dora.lynch@post.example', 'T4Z8MD', { departure: 'HH-1205-2200', charged_eur: 20 }],
		// flex: 3 × 149 − 420
		['nils.berg@post.example', 'S9H2PV', { departure: 'GK-1206-1845', charged_eur: 27 }],
		// flex, same fare: nothing is charged
		['liisa.virta@post.example', 'R6L4KW', { departure: 'HT-1127-2230' }],
		// a saver that was booked twice
		['alice.brook@post.example', 'Q6K2WT', { status: 'cancelled', refunded_eur: 118 }],
		// 299.70 at 90 %
		['ola.mazur@post.example', 'T5N8XD', { status: 'cancelled', refunded_eur: 269.73 }]
	])('gives %s what the policy says', (email, booking, changed) => {
		expect(referenceOf(email).changes['bookings']!.changed[booking]).toEqual(changed);
	});

	it('fails whoever does the right thing and tells the customer another amount, or does more than was asked', async () => {
		const item = itemOf('maud.hollis@post.example');
		const { solution } = finalStateReferenceSchema.parse(item.reference);
		const grader = createGrader(loaded.scenario.grader, tools);
		const gradeOf = async (script: typeof solution) =>
			grader.grade(JSON.stringify(await playScript(setupOf(item), script)), item.reference);
		expect(await gradeOf(solution)).toMatchObject({ passed: true, score: 1 });
		const misread = await gradeOf({ ...solution, message: 'N4R7KD: 168.00 EUR.' });
		expect(misread).toMatchObject({ passed: false });
		const twice = await gradeOf({
			...solution,
			turns: [...solution.turns, solution.turns.at(-1)!]
		});
		expect(twice.passed).toBe(false);
		expect(JSON.stringify(twice.details)).toContain('changed without need');
	});

	it('cannot be solved from its id or its place, and says nothing of the answer in the input', () => {
		const outcomes = loaded.items.map(({ tags }) => tags[0]);
		expect(new Set(outcomes)).toEqual(new Set(['act', 'decline', 'ask']));
		for (const kind of ['act', 'decline', 'ask']) {
			const places = outcomes.flatMap((each, index) => (each === kind ? [index] : []));
			const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
			expect(mean / loaded.items.length).toBeGreaterThan(0.3);
			expect(mean / loaded.items.length).toBeLessThan(0.7);
		}
		for (const { input } of loaded.items) {
			expect(Object.values(input).join(' ')).not.toMatch(
				/refund_eur|close_request|not_owner|outside_policy|needs_answer/u
			);
		}
	});
});

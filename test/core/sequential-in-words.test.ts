import { describe, expect, it } from 'vitest';
import { conclusionInWords, overLooks, sequentialInWords } from '#core/sequential-in-words.ts';

const look = {
	items: 108,
	pairs: 108,
	onlyCandidate: 4,
	onlyReference: 2,
	difference: 2 / 108,
	low: -0.028,
	high: 0.059,
	z: 2.41,
	conclusion: 'not-worse' as const
};
const held = {
	against: 'api',
	deltaPoints: 5,
	plannedItems: 272,
	plannedLooks: 5,
	looks: [{ ...look, items: 55, conclusion: null }, look],
	stoppedEarly: true
};

describe('what looking early showed', () => {
	it('says against whom, how often, what was concluded, after how many items, and the interval over all looks', () => {
		expect(sequentialInWords(held)).toBe(
			'Held against "api" at 2 of 5 planned looks: shown to be not worse by more than 5 points after 108 of 272 items, and the rest was not asked. Right +1.9 points (−2.8 to +5.9, 95 % over all looks).'
		);
	});

	it('says that nothing was concluded, or that no look was made', () => {
		expect(conclusionInWords(null, 2)).toBe(
			'not shown to be not worse by more than 2 points, nor to be worse'
		);
		expect(sequentialInWords({ ...held, looks: [] })).toContain('no look was made');
	});

	it('names over how many looks an interval holds', () => {
		expect([overLooks(1), overLooks(2)]).toEqual(['over the one look', 'over all 2 looks']);
	});
});

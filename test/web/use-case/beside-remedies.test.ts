import { expect, test } from 'vitest';
import { besideRemedies } from '#lib/use-case/beside-remedies.ts';

test('what stands beside an option that was left out is not wanted a second time', () => {
	const remedy = 'Run a config with loads: [{ kind: poisson, ratePerS: 2, durationS: 98 }].';
	const wanted = [remedy, `Own EMULATED: ${remedy}`, 'Measure 400 more items of both.'];
	expect(besideRemedies(wanted, [{ remedy }])).toEqual(['Measure 400 more items of both.']);
	expect(besideRemedies(wanted, [])).toEqual(wanted);
});

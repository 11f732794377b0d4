/** What would change a decision, for who decides: no commands, which are for who measures. */
import { expect, it } from 'vitest';
import { decide } from '#bench/economics/case/decide.ts';
import { wouldChange } from '#lib/server/portfolio/would-change.ts';
import { apiOption, smallCase } from '../../../../economics/support/small-case.ts';

const left = { kind: 'make-rented' as const, reason: 'no rate was measured validly' };
const remedy = 'Run a config with loads: [{ kind: poisson }], or bench load URL --rate 19.';

it('says what is missing where nothing is compared, and not how to measure it', () => {
	const costCase = {
		...smallCase([apiOption('1')]),
		unavailable: [
			{ ...left, id: 'a', title: 'A', emulated: true, remedy },
			{ ...left, id: 'b', title: 'B', emulated: true, remedy },
			{ ...left, id: 'c', title: 'C', emulated: false, remedy }
		]
	};
	const told = wouldChange(costCase, decide(costCase, 'full'));
	expect(told).toEqual([
		'A real endpoint has to be measured in place of A EMULATED and B EMULATED: no model is behind them.',
		'C cannot be counted yet: no rate was measured validly.'
	]);
});

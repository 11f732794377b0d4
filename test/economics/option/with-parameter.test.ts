import { expect, test } from 'vitest';
import { withParameter } from '#bench/economics/option/with-parameter.ts';
import { emptyOption, parameter } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

test('a parameter is replaced in demand, drifts, interest, options and both sides of hybrids; all else is the same object', () => {
	const own = ownOption();
	const mix = {
		...emptyOption('mix', 'hybrid'),
		blend: {
			mode: 'router' as const,
			local: own,
			api: apiOption('0.1'),
			apiShare: parameter('share', '0.5')
		}
	};
	const costCase = smallCase([own, mix], {
		excluded: [{ option: ownOption(), reasons: ['no'] }],
		drifts: { energy: parameter('own.price', '0.1') },
		quality: { own: { acceptShare: parameter('own.price', '0.9') } }
	});
	const before = JSON.stringify(costCase);
	const text = JSON.stringify(withParameter(costCase, 'own.price', '77'));
	expect(text.match(/"id":"own\.price"[^}]*"value":"77"/gu)).toHaveLength(
		before.match(/"id":"own\.price"/gu)!.length
	);
	expect(JSON.stringify(costCase)).toBe(before);
	expect(withParameter(costCase, 'nothing', '1')).toBe(costCase);
	expect(withParameter(costCase, 'share', '0.2').options[0]).toBe(own);
	expect(withParameter(costCase, 'rate', '0.2').discountRatePerYear.value).toBe('0.2');
	expect(withParameter(costCase, 'demand', '5').demand.requestsPerMonth.value).toBe('5');
});

/** A target shared among lines, against figures worked out by hand. */
import { describe, expect, it } from 'vitest';
import { lineTargets } from '#bench/economics/quotes/line-target.ts';

describe('the lines that a price is made of', () => {
	const parts = [
		{ lineId: '1', description: 'server', usd: '80' },
		{ lineId: '2', description: 'network', usd: '20' }
	];

	it('share a target: each alone, or all alike', () => {
		expect(lineTargets(parts, '100', '70')).toStrictEqual([
			{
				lineId: '1',
				description: 'server',
				now: '80',
				alone: '50',
				aloneHidden: null,
				alike: '56'
			},
			{
				lineId: '2',
				description: 'network',
				now: '20',
				alone: null,
				aloneHidden: 'below-zero',
				alike: '14'
			}
		]);
	});

	it('have room to rise where the target is above the offer', () => {
		expect(
			lineTargets(parts, '100', '110').map(({ alone, alike }) => [alone, alike])
		).toStrictEqual([
			['90', '88'],
			['30', '22']
		]);
	});

	it('are not asked for alone where that is absurd: a small line, or one that would have to double', () => {
		const small = [
			{ lineId: '1', description: 'server', usd: '95' },
			{ lineId: '2', description: 'rack', usd: '5' }
		];
		expect(lineTargets(small, '100', '99')[1]).toMatchObject({
			alone: null,
			aloneHidden: 'too-small'
		});
		expect(lineTargets(parts, '100', '150').map(({ aloneHidden }) => aloneHidden)).toStrictEqual([
			null,
			'doubles'
		]);
	});
});

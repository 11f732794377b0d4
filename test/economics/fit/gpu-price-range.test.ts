import { describe, expect, it } from 'vitest';
import { purchaseEstimates, rentalEstimates } from '#bench/economics/fit/gpu-price-range.ts';

const evidence = { source: 'test', asOf: '2026-06-01', grade: 'second-hand', note: null } as const;

describe('purchaseEstimates', () => {
	it('buys whole servers and says how many GPUs are in them', () => {
		const server = {
			what: 'server',
			gpus: 8,
			lowUsd: '250000',
			highUsd: '400000.10',
			typicalUsd: '320000',
			...evidence
		};
		expect(purchaseEstimates({ purchase: [server] }, 9)).toEqual([
			{
				what: 'server',
				units: 2,
				gpus: 16,
				range: { lowUsd: '500000', highUsd: '800000.2', typicalUsd: '640000' },
				...evidence
			}
		]);
	});

	it('is empty where the book has no price, and never zero', () => {
		expect(purchaseEstimates({ purchase: [] }, 8)).toEqual([]);
		expect(rentalEstimates({ rental: [] }, 8)).toEqual([]);
	});
});

describe('rentalEstimates', () => {
	it('multiplies by the GPUs and the 730 hours of a month, exactly', () => {
		const offer = {
			mode: 'on-demand' as const,
			where: 'somewhere',
			lowUsd: '1.99',
			highUsd: '5.00',
			typicalUsd: null,
			...evidence
		};
		expect(rentalEstimates({ rental: [offer] }, 3)[0]).toMatchObject({
			perGpuHour: { lowUsd: '1.99', highUsd: '5.00', typicalUsd: null },
			perMonth: { lowUsd: '4358.1', highUsd: '10950', typicalUsd: null },
			asOf: '2026-06-01'
		});
	});
});

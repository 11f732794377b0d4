/** A price of the hardware book says how many GPUs it is for. */
import { expect, it } from 'vitest';
import { perGpuText, purchaseUnit } from '#lib/books/usd-range.ts';

it('is of one GPU, or of all in a server with the share of one beside it', () => {
	const card = { lowUsd: '25000', highUsd: '32000', typicalUsd: null, gpus: 1 };
	const server = { lowUsd: '250000', highUsd: '400000', typicalUsd: '320000', gpus: 8 };
	expect([purchaseUnit(card), perGpuText(card)]).toStrictEqual(['per GPU', null]);
	expect(purchaseUnit(server)).toBe('for all 8 GPUs');
	expect(perGpuText(server)).toBe('$31,250–$50,000 per GPU');
});

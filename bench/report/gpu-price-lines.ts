/** Lines on what GPUs cost to buy and to rent, each with its source and day. */
import type { Gpu } from '#core/hardware-book.ts';
import { purchaseEstimates, rentalEstimates } from '#bench/economics/fit/gpu-price-range.ts';
import { evidenceText, usdRangeText, usdRateText } from './evidence-text.ts';

const noted = (note: string | null): string => (note === null ? '' : `; ${note}`);

/** What `gpus` GPUs typically cost; says so where the book has no price. */
export const gpuPriceLines = (gpu: Gpu, gpus: number): string[] => {
	const bought = purchaseEstimates(gpu, gpus).map((offer) => {
		const what = `${offer.units.toLocaleString('en-US')} × ${offer.what}`;
		return `buy   ${what}: ${usdRangeText(offer.range)}${noted(offer.note)} ${evidenceText(offer)}`;
	});
	const rented = rentalEstimates(gpu, gpus).map((offer) => {
		const rate = `${usdRateText(offer.perGpuHour)} a GPU-hour`;
		return `rent  ${offer.mode}, ${offer.where}: ${rate}, ${usdRangeText(offer.perMonth)} a month of 730 h${noted(offer.note)} ${evidenceText(offer)}`;
	});
	return [
		...(bought.length === 0 ? ['buy   no price in the hardware book; ask for a quote'] : bought),
		...(rented.length === 0 ? ['rent  no price in the hardware book; ask for a quote'] : rented)
	];
};

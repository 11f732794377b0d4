/** What GPUs cost a provider to own and run: the floor under a cloud's price, and so the room there is to negotiate. */
import { Decimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';

/**
 * USD per GPU-hour for a provider that owns its GPUs (InferenceX, "own, neocloud", read in April 2026). B300 and GB300 are
 * placeholders there and left out.
 */
const neocloudUsdPerGpuHour: Record<string, string> = {
	H100: '1.69',
	H200: '1.74',
	B200: '2.34',
	GB200: '2.75',
	MI300X: '1.40',
	MI325X: '1.59',
	MI355X: '1.90'
};

const source =
	'InferenceX, cost of ownership of a GPU cloud, read 2026-04; from a survey of August 2025, before hardware prices rose';

export interface ShouldCost {
	gpu: string;
	/** Decimal text. */
	floorUsdPerGpuHour: string;
	/** 1 − floor / quoted price: what the provider has to give at most. Negative where the quote lies below the floor. */
	roomShare: string;
	source: string;
	asOf: string;
}

/** The part of a GPU's name that decides about its cost: `NVIDIA H100 SXM 80 GB` → `H100`. */
export const gpuName = (text: string): string | undefined =>
	/(?<![A-Z0-9])(GB200|H100|H200|B200|MI300X|MI325X|MI355X)(?!\d)/u.exec(text.toUpperCase())?.[1];

/** The floor of a GPU cloud's headline price; null for other kinds and for GPUs without a figure. */
export const shouldCost = (
	quote: Quote,
	quotedUsdPerGpuHour: Decimal | null
): ShouldCost | null => {
	if (quote.kind !== 'gpu-cloud' || quote.gpu === undefined) return null;
	if (quotedUsdPerGpuHour === null || quotedUsdPerGpuHour.lte(0)) return null;
	const gpu = gpuName(quote.gpu);
	const floor = gpu === undefined ? undefined : neocloudUsdPerGpuHour[gpu];
	if (gpu === undefined || floor === undefined) return null;
	return {
		gpu,
		floorUsdPerGpuHour: floor,
		roomShare: new Decimal(1).minus(new Decimal(floor).div(quotedUsdPerGpuHour)).round(6).toFixed(),
		source,
		asOf: '2026-04-01'
	};
};

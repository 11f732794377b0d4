/** Which scenario of a mix each arrival of its load asks. */
import { createRandom } from '#core/random.ts';
import type { MixLoad } from '#core/stage-load.ts';

/**
 * The places, in the list of scenarios, of one arrival after the other: independent draws with the probability weight / sum of weights,
 * from a stream of their own, so that the moments are those of the load whatever the weights are. Each arrival has one place, so that
 * the shares together are the load; those of Poisson arrivals are Poisson at share × rate, and independent of each other (Kingman,
 * Poisson Processes, 1993, section 5.1, colouring theorem).
 */
export function* placesOfMix(
	{ mix, scenarios }: Pick<MixLoad, 'mix' | 'scenarios'>,
	seed: number
): Generator<number, never> {
	const random = createRandom(seed, `scenarios of the mix ${mix}`);
	const upTo: number[] = [];
	let sum = 0;
	for (const { weight } of scenarios) {
		sum += weight;
		upTo.push(sum);
	}
	for (;;) {
		const drawn = random() * sum;
		yield upTo.findIndex((end) => drawn < end);
	}
}

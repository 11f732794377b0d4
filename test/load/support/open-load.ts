/** Any open loop that a config may hold, small enough to be drawn often. */
import fc from 'fast-check';
import { expectedRequests, type OpenLoad } from '#core/load-rate.ts';
import { profileNames } from '#core/named-weeks.ts';

const rate = fc.double({ min: 0.05, max: 60, noNaN: true });
const rateOrPause = fc.oneof(fc.constant(0), rate);
const durationS = fc.double({ min: 0.05, max: 10, noNaN: true });
const arrivals = fc.constantFrom('poisson' as const, 'constant' as const);

export const openLoad: fc.Arbitrary<OpenLoad> = fc
	.oneof(
		fc.record({
			kind: fc.constantFrom('constant' as const, 'poisson' as const),
			ratePerS: rate,
			durationS
		}),
		fc.record({
			kind: fc.constant('gamma' as const),
			ratePerS: rate,
			durationS,
			burstiness: fc.double({ min: 0.01, max: 50, noNaN: true })
		}),
		fc.record({
			kind: fc.constant('ramp' as const),
			fromPerS: rateOrPause,
			toPerS: rateOrPause,
			durationS,
			arrivals
		}),
		fc.record({
			kind: fc.constant('steps' as const),
			steps: fc.array(fc.record({ ratePerS: rateOrPause, durationS }), {
				minLength: 1,
				maxLength: 8
			}),
			arrivals
		}),
		fc.record({
			kind: fc.constant('profile' as const),
			week: fc.constantFrom(...profileNames),
			meanPerS: rate,
			startHour: fc.nat({ max: 167 }),
			hours: fc.integer({ min: 1, max: 168 }),
			speed: fc.integer({ min: 3_600, max: 360_000 }),
			arrivals
		})
	)
	.filter((load) => expectedRequests(load) > 0);

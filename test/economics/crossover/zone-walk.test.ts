/** Searches inside a zone with every short cut, against trying every volume. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PureStair, Segment } from '#bench/economics/crossover/difference.ts';
import { ceilDiv } from '#bench/economics/crossover/scaled-integers.ts';
import { isWanted, type WantedSign } from '#bench/economics/crossover/wanted-sign.ts';
import { createZoneWalk } from '#bench/economics/crossover/zone-walk.ts';

const int = (min: number, max: number) => fc.bigInt({ min: BigInt(min), max: BigInt(max) });

const stair = fc
	.record({
		usdPerStep: int(-40, 40),
		factor: fc.constantFrom(1n, 1n, 2n, 7n, 10n),
		offset: int(0, 30),
		more: int(1, 45)
	})
	.map(({ more, offset, ...rest }): PureStair => {
		const perStep = rest.factor + more;
		return { ...rest, perStep, offset: offset % perStep };
	});

const segments = fc.record<Segment>({
	from: fc.constant(0n),
	to: fc.constant(null),
	intercept: int(-300, 300),
	slope: int(-12, 12),
	stairs: fc.array(stair, { maxLength: 3 })
});

/** Stairs that a line replaces exactly on average, so that nothing drifts from period to period. */
const level = fc
	.record({ usd: int(1, 20), perStep: int(2, 30), intercept: int(-400, 200), more: int(0, 9) })
	.map(({ usd, perStep, intercept, more }): Segment => {
		const one = { factor: 1n, offset: 0n };
		const stairs = [
			{ ...one, usdPerStep: usd * perStep, perStep },
			{ ...one, usdPerStep: more * perStep * 2n, perStep: perStep * 2n }
		];
		return { from: 0n, to: null, intercept, slope: -usd - more, stairs };
	});

const wantedSigns = fc.constantFrom<WantedSign>(
	'below',
	'above',
	'not-below',
	'not-above',
	'not-equal'
);

const valueAt = (segment: Segment, volume: bigint): bigint =>
	segment.stairs.reduce(
		(sum, { usdPerStep, factor, offset, perStep }) =>
			sum + usdPerStep * ceilDiv(volume * factor + offset, perStep),
		segment.intercept + segment.slope * volume
	);

describe('a walk through a zone', () => {
	it('finds what trying every volume finds, in both directions, call after call', () => {
		fc.assert(
			fc.property(
				fc.oneof(segments, level),
				fc.constantFrom(1n, -1n),
				fc.integer({ min: 0, max: 12 }),
				int(0, 400),
				int(0, 1_500),
				fc.array(wantedSigns, { minLength: 1, maxLength: 3 }),
				(segment, direction, patience, start, length, wantedInTurn) => {
					const walk = createZoneWalk(segment, direction, patience);
					const reach = start + direction * length;
					const end = reach < 0n ? 0n : reach;
					let from = start;
					for (const wanted of wantedInTurn) {
						let expected: bigint | null = null;
						for (let at = from; (end - at) * direction >= 0n; at += direction) {
							if (isWanted(valueAt(segment, at), wanted)) {
								expected = at;
								break;
							}
						}
						const effort = { pieces: 0, maxPieces: 1_000_000 };
						const found = walk.find(from, end, wanted, effort);
						expect(found.kind === 'found' ? found.at : found.kind).toBe(expected ?? 'none');
						if (expected === null) break;
						from = expected;
					}
				}
			),
			{ numRuns: 1_500, seed: 5 }
		);
	});
	it('ends where the zone does not and the stairs only repeat', () => {
		fc.assert(
			fc.property(level, wantedSigns, int(0, 100), (segment, wanted, from) => {
				const period = segment.stairs[1]!.perStep;
				let expected: bigint | null = null;
				for (let at = from; at <= from + period && expected === null; at++) {
					if (isWanted(valueAt(segment, at), wanted)) expected = at;
				}
				const walk = createZoneWalk(segment, 1n, 2);
				const found = walk.find(from, null, wanted, { pieces: 0, maxPieces: 1_000 });
				expect(found.kind === 'found' ? found.at : found.kind).toBe(expected ?? 'none');
			}),
			{ numRuns: 500, seed: 9 }
		);
	});
	it('gives up at its limit where stairs do not repeat in time, and says where', () => {
		const one = { factor: 1n, offset: 0n };
		const segment: Segment = {
			from: 0n,
			to: null,
			intercept: -(10n ** 15n),
			slope: -2n,
			stairs: [
				{ ...one, usdPerStep: 1_000_003n, perStep: 1_000_003n },
				{ ...one, usdPerStep: 1_000_033n, perStep: 1_000_033n }
			]
		};
		const effort = { pieces: 0, maxPieces: 100 };
		const found = createZoneWalk(segment, 1n).find(0n, null, 'above', effort);
		expect(found.kind).toBe('gave-up');
		expect(effort.pieces).toBe(101);
	});
});

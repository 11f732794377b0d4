/** The zone of a segment: the volumes outside of which no step can change who is cheaper. */
import { stepsName, type Difference, type PureStair } from './difference.ts';
import { ceilDiv, floorDiv, gcd, lcm, type Sign } from './scaled-integers.ts';

/** Signs of make − buy below and above the zone. */
export interface Zone {
	before: Sign;
	/** Empty where `from` is above `to`. */
	from: bigint;
	/** Null: without end. */
	to: bigint | null;
	after: Sign;
}

/** ⌈(factor·V + offset)/perStep⌉ = (factor·V + offset + r)/perStep; the least and the largest r that whole volumes have. */
const residues = (stair: PureStair): { least: bigint; largest: bigint } => {
	const unit = gcd(stair.factor, stair.perStep);
	const least = (unit - (stair.offset % unit)) % unit;
	return { least, largest: stair.perStep - unit + least };
};

/** Stairs between two parallel lines, exact: slope × V + lower or upper, over a common denominator. */
interface Envelope {
	slope: bigint;
	lower: bigint;
	upper: bigint;
}

/**
 * Envelopes of the first 0, 1, 2 … stairs, as a running sum that serves all segments. Stairs that step together count by
 * their sum.
 */
const envelopesOf = (stairs: readonly PureStair[]) => {
	const denominator = stairs.reduce((all, stair) => lcm(all, stair.perStep), 1n);
	const weights = new Map<string, bigint>();
	let [slope, lower, upper] = [0n, 0n, 0n];
	const add = (stair: PureStair, weight: bigint, times: 1n | -1n): void => {
		const { least, largest } = residues(stair);
		slope += times * weight * stair.factor;
		lower += times * weight * (stair.offset + (weight > 0n ? least : largest));
		upper += times * weight * (stair.offset + (weight > 0n ? largest : least));
	};
	const envelopes: Envelope[] = [{ slope, lower, upper }];
	for (const stair of stairs) {
		const name = stepsName(stair);
		const before = weights.get(name) ?? 0n;
		const after = before + stair.usdPerStep * (denominator / stair.perStep);
		weights.set(name, after);
		add(stair, before, -1n);
		add(stair, after, 1n);
		envelopes.push({ slope, lower, upper });
	}
	return { denominator, envelopes };
};

/** Prepares the zones of the segments of a difference: where it lies between its two lines around 0. */
export const createZones = ({
	stairs
}: Difference): ((segment: Difference['segments'][number]) => Zone) => {
	let known: ReturnType<typeof envelopesOf> | null = null;
	return (segment) => {
		known ??= envelopesOf(stairs);
		const { denominator, envelopes } = known;
		const envelope = envelopes[segment.startedStairs] ?? { slope: 0n, lower: 0n, upper: 0n };
		const slope = segment.slope * denominator + envelope.slope;
		const lower = segment.intercept * denominator + envelope.lower;
		const upper = segment.intercept * denominator + envelope.upper;
		const clip = (before: Sign, from: bigint, to: bigint | null, after: Sign): Zone => ({
			before,
			from: from > segment.from ? from : segment.from,
			to: segment.to !== null && (to === null || to > segment.to) ? segment.to : to,
			after
		});
		if (slope > 0n) return clip(-1, ceilDiv(-upper, slope), floorDiv(-lower, slope), 1);
		if (slope < 0n) return clip(1, ceilDiv(lower, -slope), floorDiv(upper, -slope), -1);
		const empty = segment.from - 1n;
		if (lower > 0n) return clip(1, segment.from, empty, 1);
		if (upper < 0n) return clip(-1, segment.from, empty, -1);
		return clip(0, segment.from, null, 0);
	};
};

/** Costs at any volume straight from the definition, in fractions, and the intervals found by looking at every whole volume. */
import type { CostCurve, MeteredPlan } from '#bench/economics/option/cost-curve.ts';

/** An exact fraction with a denominator > 0. */
export class Fraction {
	readonly n: bigint;
	readonly d: bigint;

	constructor(n: bigint, d = 1n) {
		this.n = d < 0n ? -n : n;
		this.d = d < 0n ? -d : d;
	}

	static of(text: string): Fraction {
		const places = (text.split('.')[1] ?? '').length;
		return new Fraction(BigInt(text.replace('.', '')), 10n ** BigInt(places));
	}

	plus(other: Fraction): Fraction {
		return new Fraction(this.n * other.d + other.n * this.d, this.d * other.d);
	}

	minus(other: Fraction): Fraction {
		return this.plus(new Fraction(-other.n, other.d));
	}

	times(other: Fraction): Fraction {
		return new Fraction(this.n * other.n, this.d * other.d);
	}

	over(other: Fraction): Fraction {
		return new Fraction(this.n * other.d, this.d * other.n);
	}

	ceil(): bigint {
		const quotient = this.n / this.d;
		return quotient * this.d < this.n ? quotient + 1n : quotient;
	}

	sign(): number {
		return this.n > 0n ? 1 : this.n < 0n ? -1 : 0;
	}

	isAbove(other: Fraction): boolean {
		return this.minus(other).sign() > 0;
	}
}

const larger = (a: Fraction, b: Fraction): Fraction => (a.isAbove(b) ? a : b);

const meteredUsd = (plan: MeteredPlan, volume: Fraction): Fraction => {
	const zero = new Fraction(0n);
	const bounds = plan.tiers.map((tier) => Fraction.of(tier.fromRequests));
	const prices = [plan.usdPerRequest, ...plan.tiers.map((tier) => tier.usdPerRequest)].map(
		(price) => Fraction.of(price)
	);
	let usage = zero;
	if (plan.tierMode === 'all-units') {
		const reached = bounds.filter((bound) => volume.isAbove(bound)).length;
		usage = volume.times(prices[reached]!);
	} else {
		for (const [index, price] of prices.entries()) {
			const from = index === 0 ? zero : bounds[index - 1]!;
			const to = bounds[index];
			const reached = to && volume.isAbove(to) ? to : volume;
			usage = usage.plus(larger(reached.minus(from), zero).times(price));
		}
	}
	const commit = Fraction.of(plan.commitUsdPerMonth);
	const beyond = larger(usage.minus(commit), zero).times(Fraction.of(plan.overageFactor));
	return commit.plus(beyond);
};

/** USD a month at any volume ≥ 0. */
export const definedUsd = (curve: CostCurve, volume: Fraction): Fraction => {
	let usd = Fraction.of(curve.fixedUsdPerMonth).plus(
		Fraction.of(curve.usdPerRequest).times(volume)
	);
	for (const stair of curve.stairs) {
		const needed = volume
			.plus(Fraction.of(stair.offsetRequests))
			.over(Fraction.of(stair.requestsPerStep))
			.ceil();
		const steps = needed > BigInt(stair.minSteps) ? needed : BigInt(stair.minSteps);
		usd = usd.plus(Fraction.of(stair.usdPerStep).times(new Fraction(steps)));
	}
	return curve.metered ? usd.plus(meteredUsd(curve.metered, volume)) : usd;
};

export const differenceAt = (make: CostCurve, buy: CostCurve, volume: Fraction): Fraction =>
	definedUsd(make, volume).minus(definedUsd(buy, volume));

export interface BruteRun {
	from: number;
	to: number;
	sign: number;
}

/** Signs of make − buy at 0..max, one by one. */
export const bruteSigns = (make: CostCurve, buy: CostCurve, max: number): number[] =>
	Array.from({ length: max + 1 }, (_, volume) =>
		differenceAt(make, buy, new Fraction(BigInt(volume))).sign()
	);

export const runsOfSigns = (signs: readonly number[]): BruteRun[] => {
	const runs: BruteRun[] = [];
	for (const [volume, sign] of signs.entries()) {
		const last = runs.at(-1);
		if (last?.sign === sign) last.to = volume;
		else runs.push({ from: volume, to: volume, sign });
	}
	return runs;
};

/** Volumes at which the winner has changed, a tie between two different winners being the change itself. */
export const crossingsOfSigns = (signs: readonly number[]): number[] => {
	const crossings: number[] = [];
	let [winner, lastAt] = [0, 0];
	for (const [volume, sign] of signs.entries()) {
		if (sign === 0) continue;
		if (winner !== 0 && sign !== winner) crossings.push(lastAt + 1);
		winner = sign;
		lastAt = volume;
	}
	return crossings;
};

/** Every volume in [from, to) at which either curve can jump or bend, found by trying all step numbers. */
const breakPoints = (curves: readonly CostCurve[], from: Fraction, to: Fraction): Fraction[] => {
	const points: Fraction[] = [];
	for (const { stairs, metered } of curves) {
		for (const stair of stairs) {
			const [size, offset] = [stair.requestsPerStep, stair.offsetRequests].map((text) =>
				Fraction.of(text)
			) as [Fraction, Fraction];
			for (let step = 0n; ; step++) {
				const point = new Fraction(step).times(size).minus(offset);
				if (!to.isAbove(point)) break;
				points.push(point);
			}
		}
		for (const tier of metered?.tiers ?? []) points.push(Fraction.of(tier.fromRequests));
	}
	return points.filter((point) => !from.isAbove(point) && to.isAbove(point));
};

/**
 * `jump` where make − buy has another sign just after a break point in [volume − 1, volume) than at it. The limit from above
 * is taken from two points so close that nothing lies between.
 */
export const bruteEvent = (make: CostCurve, buy: CostCurve, volume: number): 'root' | 'jump' => {
	const [from, to] = [new Fraction(BigInt(volume - 1)), new Fraction(BigInt(volume))];
	const near = new Fraction(1n, 10n ** 12n);
	const isJump = breakPoints([make, buy], from, to).some((point) => {
		const one = differenceAt(make, buy, point.plus(near));
		const two = differenceAt(make, buy, point.plus(near).plus(near));
		const after = one.plus(one).minus(two);
		return after.sign() !== differenceAt(make, buy, point).sign();
	});
	return isJump ? 'jump' : 'root';
};

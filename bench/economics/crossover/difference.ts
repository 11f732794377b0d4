/** Make − buy as segments of volume, in each of which it is a line plus pure stairs. */
import type { CostCurve } from '../option/cost-curve.ts';
import {
	compileCurve,
	curvePlaces,
	firstVolumeOf,
	lastVolumeOf,
	type CompiledCurve,
	type CompiledStair
} from './compiled-curve.ts';
import { floorDiv } from './scaled-integers.ts';

/** A staircase without an end on either side: usdPerStep × ⌈(factor × V + offset) / perStep⌉, offset and factor < perStep. */
export type PureStair = Omit<CompiledStair, 'minSteps'>;

/** Scaled make − buy = intercept + slope × V + Σ stairs, for whole V in from..to. */
export interface Segment {
	from: bigint;
	/** Null: without end. */
	to: bigint | null;
	intercept: bigint;
	slope: bigint;
	/** All different; those of the buying side are subtracted, and what both sides have alike has cancelled out. */
	stairs: readonly PureStair[];
}

export interface Difference {
	make: CompiledCurve;
	buy: CompiledCurve;
	/** In order of volume, the first from 0. */
	segments: readonly (Segment & { startedStairs: number })[];
	/** Stairs in the order in which they rise above their least number of steps; `startedStairs` counts along this list. */
	stairs: readonly PureStair[];
}

/** Stairs with the same name take their steps at the same volumes. */
export const stepsName = ({ factor, offset, perStep }: PureStair): string =>
	[factor, offset, perStep].join();

const compareBigInt = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** A stair, and the first volume at which it is above its least number of steps. */
interface StartingStair {
	from: bigint;
	stair: CompiledStair;
}

const startingStairs = (curve: CompiledCurve, side: 1n | -1n): StartingStair[] =>
	curve.stairs
		.filter((stair) => stair.usdPerStep !== 0n)
		.map((stair) => {
			const last = lastVolumeOf(stair, stair.minSteps);
			return {
				from: last < 0n ? 0n : last + 1n,
				stair: { ...stair, usdPerStep: side * stair.usdPerStep }
			};
		});

/** Subtracts buy from make on their common scale. */
export const differenceOf = (makeCurve: CostCurve, buyCurve: CostCurve): Difference => {
	const places = Math.max(curvePlaces(makeCurve), curvePlaces(buyCurve));
	const make = compileCurve(makeCurve, places);
	const buy = compileCurve(buyCurve, places);
	const waiting = [...startingStairs(make, 1n), ...startingStairs(buy, -1n)].sort((a, b) =>
		compareBigInt(a.from, b.from)
	);
	const starts = new Set<bigint>([
		0n,
		...[...make.metered, ...buy.metered].map(firstVolumeOf),
		...waiting.map(({ from }) => from)
	]);
	const sorted = [...starts].sort(compareBigInt);
	let intercept = waiting.reduce(
		(sum, { stair }) => sum + stair.usdPerStep * stair.minSteps,
		make.fixed - buy.fixed
	);
	let slope = make.slope - buy.slope;
	const stairs: PureStair[] = [];
	const rising = new Map<string, PureStair>();
	let waitingAt = 0;
	const start = ({ usdPerStep, factor, offset, perStep, minSteps }: CompiledStair): void => {
		// Whole steps per request are a line and whole steps of the offset a constant; the rest is a stair.
		slope += usdPerStep * (factor / perStep);
		const wholeOffset = floorDiv(offset, perStep);
		intercept += usdPerStep * (wholeOffset - minSteps);
		const pure = {
			usdPerStep,
			factor: factor % perStep,
			offset: offset - wholeOffset * perStep,
			perStep
		};
		if (pure.factor === 0n) {
			intercept += pure.offset > 0n ? usdPerStep : 0n;
			return;
		}
		const name = stepsName(pure);
		const sum = usdPerStep + (rising.get(name)?.usdPerStep ?? 0n);
		if (sum === 0n) rising.delete(name);
		else rising.set(name, { ...pure, usdPerStep: sum });
		stairs.push(pure);
	};
	const segments = sorted.map((from, index) => {
		for (let next = waiting[waitingAt]; next && next.from <= from; next = waiting[++waitingAt]) {
			start(next.stair);
		}
		const pieceOf = ({ metered }: CompiledCurve) =>
			metered.findLast((piece) => firstVolumeOf(piece) <= from);
		const [made, bought] = [pieceOf(make), pieceOf(buy)];
		const end = sorted[index + 1];
		return {
			from,
			to: end === undefined ? null : end - 1n,
			intercept: intercept + (made?.intercept ?? 0n) - (bought?.intercept ?? 0n),
			slope: slope + (made?.slope ?? 0n) - (bought?.slope ?? 0n),
			stairs: [...rising.values()],
			startedStairs: stairs.length
		};
	});
	return { make, buy, segments, stairs };
};

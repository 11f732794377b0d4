/** The stairs of a segment ordered by where each takes its next step, in either direction: a binary heap that merges their steps. */
import { lastVolumeOf, stepsAt } from './compiled-curve.ts';
import type { PureStair } from './difference.ts';

export type Direction = 1n | -1n;

export interface StepQueue {
	/** Σ scaled usdPerStep × steps on the flat piece the queue stands on. */
	usd: bigint;
	/** Last volume of this piece in the direction of travel; null without stairs. */
	edge: () => bigint | null;
	/** Goes to the first volume beyond the edge. */
	cross: () => void;
}

interface Entry {
	stair: PureStair;
	steps: bigint;
	/** Last volume in the direction of travel with this number of steps. */
	edge: bigint;
}

/** Stands at `volume`, to travel in `direction`. */
export const createStepQueue = (
	stairs: readonly PureStair[],
	volume: bigint,
	direction: Direction
): StepQueue => {
	const edgeOf = (stair: PureStair, steps: bigint): bigint =>
		direction > 0n ? lastVolumeOf(stair, steps) : lastVolumeOf(stair, steps - 1n) + 1n;
	const isSooner = (a: Entry, b: Entry): boolean =>
		direction > 0n ? a.edge < b.edge : a.edge > b.edge;
	const entries = stairs.map((stair): Entry => {
		const steps = stepsAt(stair, volume);
		return { stair, steps, edge: edgeOf(stair, steps) };
	});
	const sink = (start: number): void => {
		const entry = entries[start];
		if (entry === undefined) return;
		let index = start;
		for (;;) {
			let childIndex = 2 * index + 1;
			let child = entries[childIndex];
			if (child === undefined) break;
			const right = entries[childIndex + 1];
			if (right !== undefined && isSooner(right, child)) {
				child = right;
				childIndex += 1;
			}
			if (!isSooner(child, entry)) break;
			entries[index] = child;
			index = childIndex;
		}
		entries[index] = entry;
	};
	for (let index = (entries.length >> 1) - 1; index >= 0; index--) sink(index);
	const queue: StepQueue = {
		usd: entries.reduce((sum, { stair, steps }) => sum + stair.usdPerStep * steps, 0n),
		edge: () => entries[0]?.edge ?? null,
		cross: () => {
			let first = entries[0];
			if (first === undefined) return;
			const { edge } = first;
			while (first !== undefined && first.edge === edge) {
				const { stair, steps } = first;
				const next = steps + direction;
				queue.usd += stair.usdPerStep * (next - steps);
				first.steps = next;
				first.edge = edgeOf(stair, next);
				sink(0);
				first = entries[0];
			}
		}
	};
	return queue;
};

/** Which stages of two cells belong beside each other: those that asked as hard. */
import type { ComparedStage, StagePair } from './comparison.ts';

/**
 * Stages that have ended with the same kind of load and the same concurrency or rate, whatever their length. Where a cell has
 * several of one load, the first meets the first.
 */
export const stagePairs = (
	ofA: readonly ComparedStage[],
	ofB: readonly ComparedStage[]
): StagePair[] => {
	const free = ofB.filter(({ summary }) => summary !== null);
	return ofA.flatMap(({ ordinal, load, summary }) => {
		if (summary === null) return [];
		const index = free.findIndex((stage) => stage.load === load);
		const [partner] = index < 0 ? [] : free.splice(index, 1);
		return partner ? [{ a: ordinal, b: partner.ordinal, load }] : [];
	});
};

/** The pair that is shown where none was chosen: the first of which both can be trusted, else the first. */
export const firstPair = (
	pairs: readonly StagePair[],
	ofA: readonly ComparedStage[],
	ofB: readonly ComparedStage[]
): StagePair | null => {
	const isValid = (stages: readonly ComparedStage[], ordinal: number): boolean =>
		stages.some(
			(stage) => stage.ordinal === ordinal && stage.summary?.validity.verdict === 'valid'
		);
	return pairs.find(({ a, b }) => isValid(ofA, a) && isValid(ofB, b)) ?? pairs[0] ?? null;
};

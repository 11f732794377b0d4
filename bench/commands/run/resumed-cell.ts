/** What a run that was broken off has stored of a cell, held against its plan load by load. */
import { BenchError } from '#core/errors.ts';
import type { Cell, MeasuredStage, Stage } from '#core/run.ts';
import type { RunLoad } from '#core/stage-load.ts';
import type { Database } from '#db/client.server.ts';
import { storedPlaces } from '#db/stages.server.ts';
import { restOfSchedule, type RestOfSchedule } from '#bench/load/rest-of-schedule.ts';
import type { Schedule } from '#bench/load/schedule.ts';
import { hashOf } from './hash-of.ts';

/** A stage and those that measured its rest, in their order; at least one. */
export type StageChain = readonly MeasuredStage[];

export interface StoredCell {
	cell: Cell;
	stages: readonly Stage[];
}

/** The stages of a cell by the stage that each goes on with, in the order in which the first of each was begun. */
export const chainsOf = (stages: readonly Stage[]): StageChain[] => {
	const chains = new Map<string, MeasuredStage[]>();
	const rootOf = new Map<string, string>();
	for (const stage of stages) {
		// It took no place that another one had not taken.
		if (stage.load.kind === 'retry') continue;
		const root = rootOf.get(stage.continuesStageId ?? '') ?? stage.id;
		rootOf.set(stage.id, root);
		// The run measured it itself.
		chains.set(root, [...(chains.get(root) ?? []), stage as MeasuredStage]);
	}
	return [...chains.values()];
};

const isComplete = (chain: StageChain): boolean => chain.at(-1)?.state === 'complete';

export class ResumedCell {
	readonly #chains: readonly StageChain[];
	#next = 0;

	constructor(stages: readonly Stage[]) {
		this.#chains = chainsOf(stages);
	}

	/** How the load that comes next in the plan stands. */
	peek(): 'unbegun' | 'broken-off' | 'complete' {
		const chain = this.#chains[this.#next];
		return chain === undefined ? 'unbegun' : isComplete(chain) ? 'complete' : 'broken-off';
	}

	/** What is stored of that load; null where nothing is. Throws E_CONFIG where another load was measured there. */
	take(load: RunLoad): { chain: StageChain; isComplete: boolean } | null {
		const chain = this.#chains[this.#next];
		const [first] = chain ?? [];
		if (!chain || !first) return null;
		if (hashOf(first.load) !== hashOf(load)) {
			throw new BenchError(
				'E_CONFIG',
				`stage ${first.id} was measured under another load than the one that the plan has there now`,
				{ hint: 'A changed plan is another run: bench run.' }
			);
		}
		this.#next++;
		return { chain, isComplete: isComplete(chain) };
	}
}

/** Places of the items of the cell that a chain took. `again`: each of its stages was begun anew, as in a search. */
export const placesTaken = async (
	database: Database,
	chain: StageChain,
	{ again }: { again: boolean }
): Promise<number> => {
	const ends: number[] = [];
	for (const { id } of chain) {
		const { places } = await storedPlaces(database, id, { answersOnly: false });
		ends.push((places.at(-1) ?? -1) + 1);
	}
	return again ? ends.reduce((sum, end) => sum + end, 0) : Math.max(0, ...ends);
};

/** What is left of the schedule of a chain; null where nothing is. */
export const restOfChain = async (
	database: Database,
	chain: StageChain,
	schedule: Schedule,
	{ converses }: { converses: boolean }
): Promise<RestOfSchedule | null> => {
	const places = new Set<number>();
	let [next, elapsedMs] = [0, 0];
	for (const { id } of chain) {
		const stored = await storedPlaces(database, id, { answersOnly: converses });
		for (const place of stored.places) places.add(place);
		next = Math.max(next, (stored.places.at(-1) ?? -1) + 1);
		elapsedMs += stored.lastEndMs;
	}
	return restOfSchedule(schedule, { places, next, elapsedMs });
};

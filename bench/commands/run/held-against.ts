/** Holds the answers of one target against those of another while they come in, and says when that has been decided. */
import type { StopEarly } from '#core/config-stop-early.ts';
import type { SequentialSummary } from '#core/stage.ts';
import {
	SequentialComparison,
	type SequentialConclusion
} from '#core/statistics/sequential-comparison.ts';
import { pointsToShare } from '#core/units.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import type { PlannedCell } from './plan.ts';

/** What one stage is told of. */
export interface StageWatch {
	/** The first answer to the item at a place of the order; `passed` is null where it has no grade. True where the stage may end. */
	take(place: number, itemId: string, passed: boolean | null): boolean;
	/** What it concluded, in a sentence; null while nothing is. */
	conclusionInWords(): string | null;
	summary(): SequentialSummary;
}

const concluded: Record<SequentialConclusion, string> = {
	'not-worse': 'not worse',
	worse: 'worse'
};

export class HeldAgainst {
	readonly #stopEarly: StopEarly;
	/** By scenario and item: whether the first graded answer of the target that others are held against was right. */
	readonly #reference = new Map<string, Map<string, boolean>>();

	constructor(stopEarly: StopEarly) {
		this.#stopEarly = stopEarly;
	}

	isReference({ target }: PlannedCell): boolean {
		return target.id === this.#stopEarly.against;
	}

	/** Remembers an answer of the reference; of an item the first graded one counts. */
	note({ scenarioId }: PlannedCell, itemId: string, passed: boolean): void {
		const ofScenario = this.#reference.get(scenarioId) ?? new Map<string, boolean>();
		this.#reference.set(scenarioId, ofScenario);
		if (!ofScenario.has(itemId)) ofScenario.set(itemId, passed);
	}

	/** For the first stage of a cell; null where there is nothing to hold it against: nothing is graded yet, or the reference has no answers. */
	watch(planned: PlannedCell, seed: number): StageWatch | null {
		const reference = this.#reference.get(planned.scenarioId);
		const [load] = planned.loads;
		if (!planned.isGraded || !reference || !load) return null;
		const { against, deltaPoints, looks } = this.#stopEarly;
		const plannedItems = Math.min(
			planned.items.length,
			plannedRequests(load, seed) ?? planned.items.length
		);
		const comparison = new SequentialComparison({
			plannedItems,
			looks,
			deltaShare: pointsToShare(deltaPoints)
		});
		return {
			take: (place, itemId, passed) => {
				if (place >= plannedItems) return false;
				const right = reference.get(itemId);
				const pair =
					passed === null || right === undefined
						? 'unpaired'
						: { candidate: passed, reference: right };
				return comparison.take(place, pair) !== null && place < plannedItems;
			},
			conclusionInWords: () => {
				const last = comparison.made.at(-1);
				if (!last?.conclusion) return null;
				return `"${planned.target.id}" is shown to be ${concluded[last.conclusion]} than "${against}" by more than ${String(deltaPoints)} points after ${String(last.items)} of ${String(plannedItems)} items`;
			},
			summary: () => {
				const last = comparison.made.at(-1);
				return {
					against,
					deltaPoints,
					plannedItems,
					plannedLooks: looks,
					looks: comparison.made,
					stoppedEarly: last !== undefined && last.conclusion !== null && last.items < plannedItems
				};
			}
		};
	}
}

/** What a run says of items that it asked more than once. */
import { createRandom } from '#core/random.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import { repeatsOf, type Repeats } from '#core/statistics/repeats.ts';
import type { Database } from '#db/client.server.ts';
import { itemTriesOf } from '#db/item-tries.server.ts';

/** The cells of a run with the figures of their repeated items; the run's seed draws the intervals. */
export const withRepeats = async (
	database: Database,
	{ seed }: Pick<Run, 'seed'>,
	cells: readonly { cell: Cell; stages: Stage[] }[]
): Promise<{ cell: Cell; stages: Stage[]; repeats: Repeats | null }[]> => {
	const found: { cell: Cell; stages: Stage[]; repeats: Repeats | null }[] = [];
	for (const { cell, stages } of cells) {
		const random = createRandom(seed, `repeats of ${cell.scenarioId} on ${cell.target.id}`);
		const repeats = repeatsOf(await itemTriesOf(database, cell.id), random);
		found.push({ cell, stages, repeats });
	}
	return found;
};

/** Which stages of a scenario are run in turns by its targets, block by block. */
import type { Config } from '#core/config.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { PlannedCell, PlannedTurns } from './plan.ts';
import { telemetryOf } from './stage-telemetry.ts';

/** Where nobody says how many: blocks of at least so long, or so many requests and so many of each user. */
const shortestBlockS = 30;
const fewestRequests = 100;
const fewestOfEachUser = 10;
/** Fewer blocks tell little of a drift, and more cost time: each fills and empties the endpoint once. */
const fewestBlocks = 4;
const mostBlocks = 8;

/** Whether a load is the same from its beginning to its end, so that a block of it is like another. */
const isFixed = (
	load: LoadShape
): load is Extract<LoadShape, { kind: 'closed' | 'constant' | 'poisson' | 'gamma' }> =>
	load.kind === 'closed' ||
	load.kind === 'constant' ||
	load.kind === 'poisson' ||
	load.kind === 'gamma';

/** Blocks of a load where the config does not say: an even number, null where it is too short for four. */
const usualBlocks = (load: LoadShape): number | null => {
	if (!isFixed(load)) return null;
	const byTime =
		load.durationS === undefined ? Infinity : Math.floor(load.durationS / shortestBlockS);
	const byRequests =
		load.kind !== 'closed' || load.requests === undefined
			? Infinity
			: Math.floor(load.requests / Math.max(fewestRequests, fewestOfEachUser * load.concurrency));
	const most = Math.min(byTime, byRequests, mostBlocks);
	const even = most - (most % 2);
	return even < fewestBlocks ? null : even;
};

const blocksOf = (load: LoadShape, { interleave }: Config): number | null => {
	if (interleave === undefined) return usualBlocks(load);
	if (interleave === false || !isFixed(load)) return null;
	const { blocks } = interleave;
	const isTooShort =
		load.kind === 'closed' && load.requests !== undefined && load.requests < blocks;
	return isTooShort ? null : blocks;
};

const sameLoad = (a: LoadShape | undefined, b: LoadShape | undefined): boolean =>
	a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** Why the targets of a scenario take no turns although they could; null where nothing is in the way. */
const obstacle = ({ stopEarly }: Config, cells: readonly PlannedCell[]): string | null => {
	if (stopEarly) return '"stopEarly" holds them against a target that has been measured';
	const read = cells.find(({ target }) => telemetryOf(target) !== null);
	return read ? `what is read beside "${read.target.id}" is read of whole stages` : null;
};

/** The cells of one scenario, the `place`th of the config, with the turns of their loads, and what the user should know. */
export const withTurns = (
	config: Config,
	cells: readonly PlannedCell[],
	place: number
): { cells: PlannedCell[]; notes: string[] } => {
	const turns = cells.map(({ loads }): (PlannedTurns | null)[] =>
		loads.map((load, i) => {
			const blocks = blocksOf(load, config);
			const together = cells.filter((each) => sameLoad(each.loads[i], load));
			return blocks === null || together.length < 2
				? null
				: { blocks, targets: together.map(({ target }) => target.id) };
		})
	);
	const first = cells[0];
	const notes = new Set<string>();
	if (!first) return { cells: [], notes: [] };
	const why = obstacle(config, cells);
	for (const [cell, ofCell] of turns.entries()) {
		for (const [i, each] of ofCell.entries()) {
			const load = cells[cell]?.loads[i];
			if (!each || !load) continue;
			const names = each.targets.map((id) => `"${id}"`).join(', ');
			const what = `${first.scenarioId}, ${renderLoadShape(load)}: ${names}`;
			notes.add(
				why === null
					? `${what} take turns in ${String(each.blocks)} blocks, so that a drift hits all of them`
					: `${what} are measured one after the other, as ${why}`
			);
		}
	}
	if (config.interleave && turns.flat().every((each) => each === null)) {
		notes.add(
			`${first.scenarioId}: no targets take turns, as no two have a load in common that is the same from beginning to end and has a request for each block`
		);
	}
	return {
		cells:
			why === null && turns.flat().some((each) => each !== null)
				? cells.map((cell, i) => ({ ...cell, turns: turns[i] ?? [], takesTurnsIn: place }))
				: [...cells],
		notes: [...notes]
	};
};

/** Targets over all scenarios that they were measured on: which cells belong together, and what they say. The first is held against each of the others. */
import { BenchError } from '#core/errors.ts';
import type { PairedAnswer, PairedItem } from '#core/measured.ts';
import { didYouMean } from '#core/nearest-names.ts';
import { createRandom } from '#core/random.ts';
import { holmAdjusted } from '#core/statistics/holm.ts';
import {
	comparePaired,
	type PairedComparison
} from '#bench/economics/verdict/paired-comparison.ts';
import type { Database } from '#db/client.server.ts';
import { cellsOfTarget, targetIds, type ListedCell } from '#db/measured-cells.server.ts';
import { pairedAnswers } from '#db/paired-answers.server.ts';
import { heldAgainst, type HeldAgainst } from '#db/sequential.server.ts';
import { monthlyVolume, type MonthlyVolume } from './monthly-volume.ts';
import { targetFigures, type TargetFigures } from './target-figures.ts';
import { tuningFindings, type TuningFindings, type TuningTerms } from './tuning-findings.ts';

/** The first target, A, against one of the others, B. */
export interface ComparedPair extends PairedComparison {
	a: ListedCell;
	b: ListedCell;
	/** The exact p-value, corrected for the number of pairs over all scenarios (Holm). */
	holmP: number;
	/** Where one of both was held against the other while it was measured: the interval is then that of the last look. Null otherwise. */
	sequential: HeldAgainst | null;
}

export interface ComparedScenario {
	scenarioId: string;
	/** In the order of the others. */
	pairs: ComparedPair[];
	/** Items that all have a graded answer to, and those that any was asked beside them: they are left out of every figure of several targets. */
	commonItems: number;
	leftOutItems: number;
	/** Each target over the common items, in the order asked for. */
	targets: TargetFigures[];
	/** Over which the cost of a request is reckoned where hours are paid; null where nobody says how many there are. */
	volume: MonthlyVolume | null;
	/** Null where the first target is not a tuned model. */
	tuning: TuningFindings | null;
}

export interface TargetComparison {
	scenarios: ComparedScenario[];
	/** Scenarios that all were measured on in different versions, so that their answers are to different questions. */
	otherVersions: string[];
	/** Scenarios that not all of them were measured on. */
	notAll: string[];
}

export interface CompareOptions {
	/** Two or more: `TARGET`, or `TARGET@RUN` with the beginning of a run's id. The first is held against each of the others. */
	targets: readonly string[];
	/** Of this scenario alone; null for all. */
	scenarioId: string | null;
	/** Worse by less than this share of all items counts as not worse. */
	deltaShare: number;
	seed: number;
	/** Requests a month over which idle hours and the cost of a tuning are spread; null for the demand of each scenario. */
	requestsPerMonth: number | null;
	tuning: Omit<TuningTerms, 'seed' | 'volume'>;
}

const sideOf = (text: string): { targetId: string; runId: string | null } => {
	const at = text.lastIndexOf('@');
	return at === -1
		? { targetId: text, runId: null }
		: { targetId: text.slice(0, at), runId: text.slice(at + 1) };
};

/** Targets that a hint lists. */
const mostNames = 12;

const cellsOf = async (database: Database, text: string): Promise<ListedCell[]> => {
	const { targetId, runId } = sideOf(text);
	const cells = await cellsOfTarget(database, targetId, runId);
	if (cells.length > 0) return cells;
	const known = await targetIds(database);
	const where = runId === null ? '' : ` in a run that begins with "${runId}"`;
	throw new BenchError('E_NOT_FOUND', `nothing was measured on a target "${targetId}"${where}`, {
		hint:
			known.length === 0
				? 'Measure both with bench run, or bring in their results with bench import results.'
				: `${didYouMean(targetId, known)}Targets in this database: ${known.slice(0, mostNames).join(', ')}${known.length > mostNames ? ` and ${String(known.length - mostNames)} more` : ''}.`
	});
};

/** Of the cells of all on one scenario: the newest of one run, else the newest that were asked the same items. */
const togetherOf = (ofTargets: readonly (readonly ListedCell[])[]): ListedCell[] | null => {
	const [first = [], ...others] = ofTargets;
	const rowFrom = (start: ListedCell, isPartner: (cell: ListedCell) => boolean) => {
		const row = [start];
		for (const cells of others) {
			const partner = cells.find(
				(cell) =>
					cell.scenarioHash === start.scenarioHash &&
					isPartner(cell) &&
					row.every(({ id }) => id !== cell.id)
			);
			if (!partner) return null;
			row.push(partner);
		}
		return row;
	};
	const ofOneRun = first.map((start) => rowFrom(start, ({ runId }) => runId === start.runId));
	const ofAny = first.map((start) => rowFrom(start, () => true));
	return [...ofOneRun, ...ofAny].find((row) => row !== null) ?? null;
};

/** Items with a graded answer of every target; the first of each pair is the same target throughout. */
const commonItems = (
	pairs: readonly (readonly PairedItem[])[]
): { answers: PairedAnswer[][]; paired: PairedItem[][]; asked: number } => {
	const byItem = pairs.map((items) => new Map(items.map((item) => [item.itemId, item])));
	const ids = new Set(pairs.flatMap((items) => items.map(({ itemId }) => itemId)));
	const rows = [...ids].sort().flatMap((id) => {
		const row = byItem.map((items) => items.get(id));
		const graded = row.filter((item) => item !== undefined && item.verdict !== 'unpaired');
		return graded.length === pairs.length ? [graded as PairedItem[]] : [];
	});
	const answersOf = (side: (row: PairedItem[]) => PairedAnswer | null | undefined) =>
		rows.flatMap((row) => side(row) ?? []);
	return {
		answers: [
			answersOf((row) => row[0]?.a),
			...pairs.map((_, index) => answersOf((row) => row[index]?.b))
		],
		paired: pairs.map((_, index) => rows.flatMap((row) => row[index] ?? [])),
		asked: ids.size
	};
};

/**
 * The first cell against each of the others, without the correction for several scenarios. Throws `E_USAGE` where they were not asked
 * the same version of one scenario.
 */
export const compareCells = async (
	database: Database,
	cells: readonly [ListedCell, ...ListedCell[]],
	{
		deltaShare,
		seed,
		requestsPerMonth,
		tuning
	}: Pick<CompareOptions, 'deltaShare' | 'seed' | 'requestsPerMonth' | 'tuning'>
): Promise<ComparedScenario> => {
	const [a, ...others] = cells;
	const pairs: PairedItem[][] = [];
	const held: (HeldAgainst | null)[] = [];
	for (const b of others) {
		pairs.push(await pairedAnswers(database, a.id, b.id));
		held.push(await heldAgainst(database, a.id, b.id));
	}
	const { answers, paired, asked } = commonItems(pairs);
	const common = answers[0]?.length ?? 0;
	// Two targets are compared as they are, so that what is not paired is counted; several on what all of them answered.
	const compared = pairs.length === 1 ? pairs : paired;
	const volume = await monthlyVolume(database, a, requestsPerMonth);
	const targets = await targetFigures(database, cells, answers, volume?.requestsPerMonth ?? null);
	return {
		scenarioId: a.scenarioId,
		pairs: others.map((b, index) => {
			const name = `comparison on ${a.scenarioId}${index === 0 ? '' : `, ${String(index + 1)}`}`;
			const random = createRandom(seed, name);
			const sequential = held[index] ?? null;
			const z = sequential?.lastZ ?? null;
			const settings = { deltaShare, random, ...(z !== null && { z }) };
			const comparison = comparePaired(compared[index] ?? [], settings);
			return { ...comparison, a, b, holmP: 1, sequential };
		}),
		commonItems: common,
		leftOutItems: asked - common,
		targets,
		volume,
		tuning: tuningFindings(targets, answers, { ...tuning, volume, seed })
	};
};

/** The p-values corrected for all pairs of all scenarios. */
export const withHolm = (scenarios: readonly ComparedScenario[]): ComparedScenario[] => {
	const adjusted = holmAdjusted(
		scenarios.flatMap(({ pairs }) => pairs.map(({ exactP }) => exactP))
	);
	let at = 0;
	return scenarios.map((each) => ({
		...each,
		pairs: each.pairs.map((pair) => ({ ...pair, holmP: adjusted[at++] ?? 1 }))
	}));
};

/** Throws E_NOT_FOUND where a target was never measured, E_USAGE where two are the same or there are fewer than two. */
export const compareTargets = async (
	database: Database,
	options: CompareOptions
): Promise<TargetComparison> => {
	const { targets, scenarioId } = options;
	const twice = targets.find((target, index) => targets.indexOf(target) !== index);
	if (twice !== undefined) {
		throw new BenchError('E_USAGE', `"${twice}" cannot be compared with itself`, {
			hint: 'Two runs of one target are compared as TARGET@RUN TARGET@RUN.'
		});
	}
	if (targets.length < 2) {
		throw new BenchError('E_USAGE', 'a comparison needs two targets or more', {
			hint: 'Name the target that you would run first, then what it is held against.'
		});
	}
	const ofTargets: ListedCell[][] = [];
	for (const target of targets) ofTargets.push(await cellsOf(database, target));
	const all = [...new Set(ofTargets.flat().map((cell) => cell.scenarioId))].sort();
	const ids = all.filter((id) => scenarioId === null || id === scenarioId);
	if (ids.length === 0) {
		throw new BenchError('E_NOT_FOUND', `none of them was measured on "${scenarioId ?? ''}"`, {
			hint: `Scenarios that they were measured on: ${all.join(', ')}.`
		});
	}
	const found: TargetComparison = { scenarios: [], otherVersions: [], notAll: [] };
	for (const id of ids) {
		const cells = ofTargets.map((each) => each.filter((cell) => cell.scenarioId === id));
		const [a, ...others] = togetherOf(cells) ?? [];
		if (cells.some(({ length }) => length === 0)) found.notAll.push(id);
		else if (!a) found.otherVersions.push(id);
		else {
			found.scenarios.push(await compareCells(database, [a, ...others], options));
		}
	}
	return { ...found, scenarios: withHolm(found.scenarios) };
};

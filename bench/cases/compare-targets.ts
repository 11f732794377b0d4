/** Two targets over all scenarios that both were measured on: which cells belong together, and what they say. */
import { BenchError } from '#core/errors.ts';
import { nearestNames } from '#core/nearest-names.ts';
import { createRandom } from '#core/random.ts';
import { holmAdjusted } from '#core/statistics/holm.ts';
import {
	comparePaired,
	type PairedComparison
} from '#bench/economics/verdict/paired-comparison.ts';
import type { Database } from '#db/client.server.ts';
import { cellsOfTarget, targetIds, type ListedCell } from '#db/measured-cells.server.ts';
import { pairedAnswers } from '#db/paired-answers.server.ts';

export interface ComparedScenario extends PairedComparison {
	scenarioId: string;
	a: ListedCell;
	b: ListedCell;
	/** The exact p-value, corrected for the number of scenarios (Holm). */
	holmP: number;
}

export interface TargetComparison {
	scenarios: ComparedScenario[];
	/** Scenarios that both were measured on in different versions, so that their answers are to different questions. */
	otherVersions: string[];
	/** Scenarios that one of them alone was measured on. */
	onlyOne: string[];
}

export interface CompareOptions {
	/** `TARGET`, or `TARGET@RUN` with the beginning of a run's id. */
	a: string;
	b: string;
	/** Of this scenario alone; null for all. */
	scenarioId: string | null;
	/** Worse by less than this share of all items counts as not worse. */
	deltaShare: number;
	seed: number;
}

const sideOf = (text: string): { targetId: string; runId: string | null } => {
	const at = text.lastIndexOf('@');
	return at === -1
		? { targetId: text, runId: null }
		: { targetId: text.slice(0, at), runId: text.slice(at + 1) };
};

const cellsOf = async (database: Database, text: string): Promise<ListedCell[]> => {
	const { targetId, runId } = sideOf(text);
	const cells = await cellsOfTarget(database, targetId, runId);
	if (cells.length > 0) return cells;
	const known = await targetIds(database);
	const near = nearestNames(targetId, known);
	const where = runId === null ? '' : ` in a run that begins with "${runId}"`;
	throw new BenchError('E_NOT_FOUND', `nothing was measured on a target "${targetId}"${where}`, {
		hint:
			known.length === 0
				? 'Measure both with bench run, or bring in their results with bench import results.'
				: `Targets in this database: ${(near.length > 0 ? near : known).join(', ')}.`
	});
};

/** Of the cells of both on one scenario: the newest pair of one run, else the newest that were asked the same items. */
const pairOf = (
	ofA: readonly ListedCell[],
	ofB: readonly ListedCell[]
): { a: ListedCell; b: ListedCell } | null => {
	const pairs = ofA.flatMap((a) =>
		ofB
			.filter((b) => b.id !== a.id && b.scenarioHash === a.scenarioHash)
			.map((b) => ({ a, b, isOneRun: a.runId === b.runId }))
	);
	return pairs.find(({ isOneRun }) => isOneRun) ?? pairs[0] ?? null;
};

/** Throws E_NOT_FOUND where a target was never measured, E_USAGE where both sides are the same. */
export const compareTargets = async (
	database: Database,
	{ a, b, scenarioId, deltaShare, seed }: CompareOptions
): Promise<TargetComparison> => {
	if (a === b) {
		throw new BenchError('E_USAGE', `"${a}" cannot be compared with itself`, {
			hint: 'Two runs of one target are compared as TARGET@RUN TARGET@RUN.'
		});
	}
	const [ofA, ofB] = [await cellsOf(database, a), await cellsOf(database, b)];
	const ids = [...new Set([...ofA, ...ofB].map((cell) => cell.scenarioId))]
		.filter((id) => scenarioId === null || id === scenarioId)
		.sort();
	if (ids.length === 0) {
		throw new BenchError('E_NOT_FOUND', `neither was measured on "${scenarioId ?? ''}"`, {
			hint: `Scenarios that they were measured on: ${[...new Set([...ofA, ...ofB].map((cell) => cell.scenarioId))].sort().join(', ')}.`
		});
	}
	const found: TargetComparison = { scenarios: [], otherVersions: [], onlyOne: [] };
	for (const id of ids) {
		const [cellsA, cellsB] = [ofA, ofB].map((cells) =>
			cells.filter((cell) => cell.scenarioId === id)
		) as [ListedCell[], ListedCell[]];
		const pair = pairOf(cellsA, cellsB);
		if (cellsA.length === 0 || cellsB.length === 0) found.onlyOne.push(id);
		else if (!pair) found.otherVersions.push(id);
		else {
			const items = await pairedAnswers(database, pair.a.id, pair.b.id);
			const random = createRandom(seed, `comparison on ${id}`);
			const comparison = comparePaired(items, { deltaShare, random });
			found.scenarios.push({ ...comparison, scenarioId: id, a: pair.a, b: pair.b, holmP: 1 });
		}
	}
	const adjusted = holmAdjusted(found.scenarios.map(({ exactP }) => exactP));
	return {
		...found,
		scenarios: found.scenarios.map((each, index) => ({ ...each, holmP: adjusted[index] ?? 1 }))
	};
};

/** Holds two measured cells against each other: setup, quality on the same items, latencies at one load, cost. */
import { measuredWhen } from '#core/measured-when.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { targetTitle } from '#core/target-title.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { monthlyVolume } from '#bench/cases/monthly-volume.ts';
import { gradesOf } from '#db/measured-counts.server.ts';
import { judgedDifferenceInWords, judgedSideInWords } from '#bench/report/judged-sides.ts';
import { compareWarnings } from '../../compare/comparability.ts';
import { sideName, type SideKey } from '../../compare/compare-words.ts';
import type { ComparedCell, ComparedStage, Comparison } from '../../compare/comparison.ts';
import { measuredTimesOf } from '../../compare/measured-times.ts';
import { setupDifferences } from '../../compare/setup-difference.ts';
import { firstPair, stagePairs } from '../../compare/stage-pairs.ts';
import { cellRefOf } from '../../runs/cell-ref.ts';
import { localId } from '../../runs/paths.ts';
import { findCellByRef, type FoundCell } from '../cell-by-ref.ts';
import { judgingIfAny } from '../judging.ts';
import { compareQuality } from './compare-quality.ts';
import { compareStages, type ComparableStage } from './compare-stages.ts';
import type { StageMemory } from './stage-memory.ts';

export interface CompareRequest {
	/** `RUN:CELL`; see `parseCellRef`. */
	a: string;
	b: string;
	/** Positions of the stages in their cells, from 0; undefined for the other's load, or the first load that both have measured. */
	stageA?: number | undefined;
	stageB?: number | undefined;
}

export interface ComparedSideFound {
	found: FoundCell;
	shown: ComparedCell;
}

/** Of loads: failed requests that were tried again have no figures to compare. */
const stageOf = ({ run, stages }: FoundCell): ComparedStage[] =>
	stages
		.filter(({ load }) => load.kind !== 'retry')
		.map(({ id, ordinal, load, state, summary }) => ({
			name: localId(run.id, id),
			ordinal,
			load: renderLoadShape(load),
			state,
			summary
		}));

const readSide = async (database: Database, ref: string): Promise<ComparedSideFound> => {
	const found = await findCellByRef(database, ref);
	const { run, runState, cell, emulated } = found;
	const { graded, passed } = await gradesOf(database, cell.id);
	return {
		found,
		shown: {
			ref: cellRefOf(run.id, cell.id),
			runId: run.id,
			runName: run.name,
			runState,
			startedAtUtc: run.startedAtUtc,
			scenarioId: cell.scenarioId,
			target: targetTitle(cell.target),
			kind: cell.target.kind,
			emulated,
			stages: stageOf(found),
			right: wilsonInterval(passed, graded)
		}
	};
};

interface ComparedStages {
	a: ComparableStage;
	b: ComparableStage;
}

/** Throws E_NOT_FOUND for a position that the cell has not, E_USAGE for a stage without figures. */
const comparableStage = ({ found, shown }: ComparedSideFound, ordinal: number): ComparableStage => {
	const stage = shown.stages.find((each) => each.ordinal === ordinal);
	const stored = found.stages.find((each) => each.ordinal === ordinal);
	if (!stage || !stored) {
		const known = shown.stages.map(({ ordinal: at, load }) => `${String(at)} (${load})`).join(', ');
		throw new BenchError('E_NOT_FOUND', `cell ${shown.ref} has no stage ${String(ordinal)}`, {
			hint: known === '' ? 'No stage of it has begun.' : `It has: ${known}.`
		});
	}
	const { summary } = stage;
	if (summary === null) {
		const name = `stage ${String(ordinal)} (${stage.load}) of cell ${shown.ref}`;
		throw new BenchError('E_USAGE', `${name} has no figures`, {
			hint: 'Figures come with the end of a stage.'
		});
	}
	return { ...stage, id: stored.id, target: found.cell.target, summary };
};

/** The two stages that are asked for, or those that go together; null where none do. */
const chosenStages = (
	a: ComparedSideFound,
	b: ComparedSideFound,
	{ stageA, stageB }: CompareRequest
): ComparedStages | null => {
	const pairs = stagePairs(a.shown.stages, b.shown.stages);
	const isAsked = stageA !== undefined || stageB !== undefined;
	const usual = isAsked ? null : firstPair(pairs, a.shown.stages, b.shown.stages);
	const ordinalOfA = stageA ?? usual?.a ?? pairs.find((pair) => pair.b === stageB)?.a;
	const ordinalOfB = stageB ?? usual?.b ?? pairs.find((pair) => pair.a === stageA)?.b;
	// What is named is looked for also where the other has nothing beside it: it may not be there.
	const ofA = ordinalOfA === undefined ? null : comparableStage(a, ordinalOfA);
	const ofB = ordinalOfB === undefined ? null : comparableStage(b, ordinalOfB);
	return ofA && ofB && { a: ofA, b: ofB };
};

export interface FoundPair {
	a: ComparedSideFound;
	b: ComparedSideFound;
	/** Null where no load was measured on both and none was chosen. */
	stages: ComparedStages | null;
}

/** Throws E_NOT_FOUND for an unknown run, cell or stage, E_USAGE for a stage without figures. */
export const findPair = async (database: Database, request: CompareRequest): Promise<FoundPair> => {
	const a = await readSide(database, request.a);
	const b = await readSide(database, request.b);
	return { a, b, stages: chosenStages(a, b, request) };
};

/** A sentence for each side that judges graded. */
const judgedSides = async (
	database: Database,
	sides: Pick<FoundPair, SideKey>
): Promise<string[]> => {
	const shown = { a: sides.a.shown, b: sides.b.shown };
	const sentences: string[] = [];
	for (const side of ['a', 'b'] as const) {
		const { run, cell } = sides[side].found;
		const judging = (await judgingIfAny(database, run.id)).filter(
			({ judges }) => judges.length > 0
		);
		const sentence = judgedSideInWords(sideName(shown, side), cell.id, judging);
		if (sentence !== null) sentences.push(sentence);
	}
	return sentences.length === 0 ? [] : [...sentences, judgedDifferenceInWords];
};

/** Throws what `findPair` throws. */
export const compareCells = async (
	database: Database,
	request: CompareRequest,
	memory: StageMemory
): Promise<Comparison> => {
	const { a, b, stages: chosen } = await findPair(database, request);
	const quality = await compareQuality(database, a.found.cell, b.found.cell);
	const volume = await monthlyVolume(database, a.shown, null);
	const measured =
		chosen &&
		measuredWhen(
			measuredTimesOf(a.found, chosen.a.ordinal),
			measuredTimesOf(b.found, chosen.b.ordinal)
		);
	const stages =
		chosen &&
		(await compareStages(
			database,
			{ ...chosen, measured },
			volume?.requestsPerMonth ?? null,
			memory
		));
	return {
		a: a.shown,
		b: b.shown,
		warnings: compareWarnings({
			a: { setup: a.found, shown: a.shown },
			b: { setup: b.found, shown: b.shown },
			quality,
			stages
		}),
		setup: setupDifferences(a.found, b.found),
		quality,
		judged: await judgedSides(database, { a, b }),
		pairs: stagePairs(a.shown.stages, b.shown.stages),
		stages
	};
};

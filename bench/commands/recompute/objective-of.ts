/** What the stages of a stored cell were held to: by the scenario that they were measured with, or by the flags of a load test. */
import { BenchError } from '#core/errors.ts';
import { observableSlo } from '#core/observable-slo.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import { holdsConversations } from '#core/scenario.ts';
import { defaultSloShare, sloOf, type Slo } from '#core/slo.ts';
import type { Target } from '#core/target.ts';
import { checkReference } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { scenarioFoldersOf } from '../scenario-folders-of.ts';
import type { Objective } from './recompute-stage.ts';

export interface ObjectiveFlags {
	/** A scenario folder of the user. */
	scenario?: string;
	/** Of a load test: what its command line said. */
	slo?: Slo;
	sloShare?: number;
}

/** Why a stage cannot be computed again, one sentence. */
export interface Unknown {
	why: string;
}

export const isUnknown = (found: Objective | Unknown): found is Unknown => 'why' in found;

const loadTestId = 'load-test';

/** Its objective is not stored. */
const ofLoadTest = ({ summary }: Stage, { slo, sloShare }: ObjectiveFlags): Objective | Unknown => {
	const hadOne = summary?.goodputBasis !== null;
	if (hadOne && slo === undefined) {
		return { why: 'the objective of a load test is not stored: give the one it had with --slo' };
	}
	return {
		slo: hadOne ? (slo ?? null) : null,
		sloShare: sloShare ?? summary?.capacitySearch?.sloShare ?? defaultSloShare,
		isGraded: false,
		converses: false,
		loaded: null
	};
};

const ofScenario = async (
	cell: Cell & { target: Target },
	run: Run,
	{ scenario: named }: ObjectiveFlags
): Promise<Objective | Unknown> => {
	const folders = scenarioFoldersOf(cell, run, named);
	for (const folder of folders) {
		const loaded = await loadScenario(folder, { checkReference }).catch((error: unknown) => {
			// A folder that is no scenario any more is not what was measured with.
			if (error instanceof BenchError) return null;
			throw error;
		});
		if (loaded?.hash !== cell.scenarioHash) continue;
		const { slo, sloShare, grader } = loaded.scenario;
		const { parameters } = cell.target;
		return {
			slo: observableSlo(sloOf(slo), {
				stream: parameters.stream && capabilitiesOf(cell.target).streams
			}),
			sloShare,
			isGraded: !isJudged(grader) && !isUngraded(grader),
			converses: holdsConversations(loaded),
			loaded
		};
	}
	return {
		why:
			folders.length === 0
				? `the folder of ${cell.scenarioId}, which holds its objective, is not here: name it with --scenario`
				: `the scenario in ${folders.join(' and ')} is not what was measured with, so that its objective is not known`
	};
};

/** By stage; the scenario is read once. */
export const objectivesOf = async (
	cell: Cell & { target: Target },
	run: Run,
	flags: ObjectiveFlags
): Promise<(stage: Stage) => Objective | Unknown> => {
	if (cell.scenarioId === loadTestId) return (stage) => ofLoadTest(stage, flags);
	const found = await ofScenario(cell, run, flags);
	return () => found;
};

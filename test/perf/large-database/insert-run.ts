/** Draws the rows of one run of a large database and inserts them. */
import { configSchema } from '#core/config.ts';
import { toDecimal } from '#core/decimal.ts';
import { createRandom, randomInt, shuffle } from '#core/random.ts';
import type { Run, Stage } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { usdToPicoUsd } from '#core/units.ts';
import { rowOfAnswer } from '#db/answers.server.ts';
import { KeptTexts } from '#db/kept-texts.server.ts';
import { rowOfAttempt } from '#db/attempt-row.ts';
import { rowOfCell } from '#db/cells.server.ts';
import { rowOfEvidence } from '#db/evidence-row.ts';
import { rowOfRun } from '#db/runs.server.ts';
import { answers, attempts, cells, evidence, runs, stages } from '#db/schema.ts';
import { rowOfStage } from '#db/stages.server.ts';
import { createRunId } from '#bench/commands/run/run-record.ts';
import { hashOf } from '#bench/commands/run/hash-of.ts';
import type { BulkInserts } from './bulk-insert.ts';
import { drawStage, type DrawnScenario } from './draw-attempts.ts';
import type { PlannedRun } from './run-plans.ts';

/** The newest run begins then; every earlier one some hours before. */
const newestStartUtc = '2026-11-24T09:00:00.000Z';
const hoursBetweenRuns = 19;
const evidenceEvery = 100;

const host: Run['host'] = {
	benchVersion: '0.1.0',
	gitCommit: 'c0ffee012345',
	nodeVersion: '24.21.0',
	platform: 'linux',
	arch: 'x64',
	osRelease: '6.1.0',
	cpuModel: 'drawn, not measured',
	cpuCount: 16,
	memoryMib: 65_536
};

const configOf = ({ scenarios, folders, targets, age }: PlannedRun, seed: number) =>
	configSchema.parse({
		name: `comparison ${String(age)}`,
		seed,
		scenarios: scenarios.map(({ scenario }, index) => ({ use: folders?.[index] ?? scenario.id })),
		targets: targets.map(({ target }) => target),
		loads: [{ kind: 'closed', concurrency: 16, requests: 500 }],
		maxSpendUsd: '40'
	});

/** Stored as they are. */
const texts = new KeptTexts();

type Inserts = ReturnType<typeof insertsInto>;

export const insertsInto = (bulk: BulkInserts) => ({
	run: bulk.into(runs),
	cell: bulk.into(cells),
	stage: bulk.into(stages),
	attempt: bulk.into(attempts),
	answer: bulk.into(answers),
	evidence: bulk.into(evidence)
});

/** Draws and inserts one run with everything below it. */
export const insertPlannedRun = (
	inserts: Inserts,
	planned: PlannedRun,
	scenarios: readonly DrawnScenario[],
	seed: number
): void => {
	const { age, state, cells: plannedCells } = planned;
	const startedAt = new Date(Date.parse(newestStartUtc) - age * hoursBetweenRuns * 3_600_000);
	const random = createRandom(seed, `run ${String(age)}`);
	const runId = createRunId(
		startedAt,
		Buffer.from([randomInt(random, 256), randomInt(random, 256)])
	);
	let atMs = startedAt.getTime() + 2_000;
	const lastCell = plannedCells.length - 1;
	for (const [cellOrdinal, cell] of plannedCells.entries()) {
		const { loaded, target } = cell;
		const scenario = scenarios.find((each) => each.loaded === loaded);
		if (!scenario) throw new RangeError(`scenario ${loaded.scenario.id} was not drawn`);
		const cellId = `${runId}/${String(cellOrdinal)}`;
		inserts.cell(
			rowOfCell({
				id: cellId,
				runId,
				ordinal: cellOrdinal,
				scenarioId: loaded.scenario.id,
				scenarioVersion: loaded.scenario.version,
				scenarioHash: loaded.hash,
				target: target.target,
				protocol: targetProtocol(target.target),
				baseUrl: 'baseUrl' in target.target ? target.target.baseUrl : 'http://127.0.0.1:40123',
				reportedModel: 'model' in target.target ? target.target.model : null
			})
		);
		const order = shuffle(random, [...scenario.items.keys()]);
		let cursor = 0;
		for (const [ordinal, plannedStage] of cell.stages.entries()) {
			const stageId = `${cellId}/${String(ordinal)}`;
			const drawn = drawStage({
				stageId,
				cellId,
				scenario,
				target,
				planned: plannedStage,
				cursor,
				order,
				seed,
				evidenceEvery
			});
			cursor += plannedStage.requests;
			const isCutOff =
				state !== 'complete' && cellOrdinal === lastCell && ordinal === cell.stages.length - 1;
			const stage: Stage = {
				id: stageId,
				cellId,
				ordinal,
				load: plannedStage.load,
				state: isCutOff ? (state === 'running' ? 'running' : 'interrupted') : 'complete',
				startedAtUtc: new Date(atMs).toISOString(),
				endedAtUtc: null,
				summary: isCutOff && state === 'running' ? null : drawn.summary
			};
			atMs += drawn.windowMs + 1_000;
			if (stage.state !== 'running') stage.endedAtUtc = new Date(atMs).toISOString();
			const spent = drawn.attempts.reduce(
				(sum, { costUsd }) => sum.plus(costUsd ?? 0),
				toDecimal(0)
			);
			inserts.stage({
				...rowOfStage(stage, texts),
				attemptCount: drawn.attempts.length,
				spentPicoUsd: Number(usdToPicoUsd(spent))
			});
			for (const attempt of drawn.attempts) inserts.attempt(rowOfAttempt(attempt, texts));
			for (const answer of drawn.answers) inserts.answer(rowOfAnswer(answer, texts));
			for (const kept of drawn.evidence) inserts.evidence(rowOfEvidence(kept, texts));
		}
	}
	const config = configOf(planned, seed);
	const run: Run = {
		id: runId,
		name: config.name,
		state,
		stateReason: state === 'failed' || state === 'interrupted' ? 'drawn to end early' : null,
		config,
		configHash: hashOf(config),
		seed,
		host,
		startedAtUtc: startedAt.toISOString(),
		endedAtUtc: state === 'running' ? null : new Date(atMs).toISOString()
	};
	inserts.run(rowOfRun(run, { processId: 4_711, hostName: 'bench-host' }, texts));
};

/**
 * A database as large as the dashboard must stay quick with: 200 runs and 1,000,000 attempts, drawn from a seed, summed up and priced
 * by the project's own code. `npm run perf:database -- --db file:large.db` builds it where it is not there, then times every query of
 * a page on it. Prints figures; judges nothing.
 */
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configSchema } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { createRandom, randomInt, shuffle } from '#core/random.ts';
import type { Run, Stage } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { bytesToMib, msToS, usdToPicoUsd } from '#core/units.ts';
import { toDecimal } from '#core/decimal.ts';
import { rowOfAnswer } from '#db/answers.server.ts';
import { rowOfAttempt } from '#db/attempt-row.ts';
import { rowOfCell } from '#db/cells.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { rowOfEvidence } from '#db/evidence-row.ts';
import { rowOfRun } from '#db/runs.server.ts';
import { answers, attempts, cells, evidence, runs, stages } from '#db/schema.ts';
import { rowOfStage } from '#db/stages.server.ts';
import { createRunId, hashOf } from '#bench/commands/run/execute.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openBulkInserts, type BulkInserts } from './large-database/bulk-insert.ts';
import { drawScenario, drawStage, type DrawnScenario } from './large-database/draw-attempts.ts';
import { insertDesk } from './large-database/insert-desk.ts';
import { planRuns, type PlannedRun } from './large-database/run-plans.ts';
import { timeQueries } from './large-database/time-queries.ts';

export interface LargeDatabaseOptions {
	runs: number;
	attempts: number;
	seed: number;
}

export const largeDatabaseDefaults: LargeDatabaseOptions = {
	runs: 200,
	attempts: 1_000_000,
	seed: 1
};

const scenarioIds = ['support-triage', 'invoice-extraction'];
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

const configOf = ({ scenarios, targets, age }: PlannedRun, seed: number) =>
	configSchema.parse({
		name: `comparison ${String(age)}`,
		seed,
		scenarios: scenarios.map(({ scenario }) => ({ use: scenario.id })),
		targets: targets.map(({ target }) => target),
		loads: [{ kind: 'closed', concurrency: 16, requests: 500 }],
		maxSpendUsd: '40'
	});

type Inserts = ReturnType<typeof insertsInto>;

const insertsInto = (bulk: BulkInserts) => ({
	run: bulk.into(runs),
	cell: bulk.into(cells),
	stage: bulk.into(stages),
	attempt: bulk.into(attempts),
	answer: bulk.into(answers),
	evidence: bulk.into(evidence)
});

/** Draws and inserts one run with everything below it. */
const insertPlannedRun = (
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
				...rowOfStage(stage),
				attemptCount: drawn.attempts.length,
				spentPicoUsd: Number(usdToPicoUsd(spent))
			});
			for (const attempt of drawn.attempts) inserts.attempt(rowOfAttempt(attempt));
			for (const answer of drawn.answers) inserts.answer(rowOfAnswer(answer));
			for (const kept of drawn.evidence) inserts.evidence(rowOfEvidence(kept));
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
	inserts.run(rowOfRun(run, { processId: 4_711, hostName: 'bench-host' }));
};

/**
 * Builds the database in a file that must not exist yet. The same options give the same rows. Throws `E_USAGE` where the file
 * exists or there are fewer attempts than stages.
 */
export const buildLargeDatabase = async (
	path: string,
	options: LargeDatabaseOptions = largeDatabaseDefaults
): Promise<void> => {
	if (existsSync(path)) {
		throw new BenchError('E_USAGE', `${path} exists already`, {
			hint: 'Give the path of a new file.'
		});
	}
	const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));
	const scenarios: DrawnScenario[] = [];
	for (const id of scenarioIds) {
		const loaded = await loadScenario(`${folder}${id}`, {
			checkReference
		});
		scenarios.push(drawScenario(loaded, options.seed));
	}
	await (await openDatabase(`file:${path}`)).close();
	const bulk = openBulkInserts(path);
	const inserts = insertsInto(bulk);
	for (const planned of planRuns(
		scenarios.map(({ loaded }) => loaded),
		options
	)) {
		insertPlannedRun(inserts, planned, scenarios, options.seed);
	}
	bulk.close();
	const database = await openDatabase(`file:${path}`);
	try {
		await insertDesk(database, 'support-triage', options.seed);
	} finally {
		await database.close();
	}
};

const main = async (): Promise<void> => {
	const { values } = parseArgs({
		options: {
			db: { type: 'string', default: 'file:large.db' },
			runs: { type: 'string', default: String(largeDatabaseDefaults.runs) },
			attempts: { type: 'string', default: String(largeDatabaseDefaults.attempts) },
			seed: { type: 'string', default: String(largeDatabaseDefaults.seed) },
			json: { type: 'boolean', default: false }
		}
	});
	const location = parseDatabaseUrl(values.db);
	if (location.kind !== 'file') throw new BenchError('E_USAGE', '--db must be a file: URL');
	const { path } = location;
	const isNew = !existsSync(path);
	const startedMs = performance.now();
	if (isNew) {
		await buildLargeDatabase(path, {
			runs: Number(values.runs),
			attempts: Number(values.attempts),
			seed: Number(values.seed)
		});
	}
	const buildS = isNew ? msToS(performance.now() - startedMs) : null;
	const sizeMib = bytesToMib(statSync(path).size);
	const timings = await timeQueries(values.db);
	if (values.json) {
		console.log(JSON.stringify({ path, buildS, sizeMib, timings }, null, '\t'));
		return;
	}
	console.log(
		`${path}: ${sizeMib.toFixed(0)} MiB${buildS === null ? ', as it was there' : `, built in ${buildS.toFixed(1)} s`}`
	);
	console.log('median ms    p95    CPU');
	for (const { name, medianMs, p95Ms, cpuMs } of timings) {
		const figures = [medianMs, p95Ms, cpuMs].map((ms) => ms.toFixed(2).padStart(6));
		console.log(`   ${figures.join(' ')}  ${name}`);
	}
};

if (import.meta.main) await main();

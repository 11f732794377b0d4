/** Times every query that a page makes, on the runs and stages of a large database that make it slowest. */
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { findAttempt, listAttemptsPage } from '#db/attempt-list.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { changeMark } from '#db/change-mark.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { measuredUseCases } from '#db/measured-use-cases.server.ts';
import { listRunsPage } from '#db/run-list.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import { findRun, listRuns } from '#db/runs.server.ts';
import { answersSideBySide } from '#db/side-by-side.server.ts';
import { textOf } from '#db/sql-value.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { stageSamples, stageTimeline } from '#db/stage-series.server.ts';

export interface QueryTiming {
	name: string;
	medianMs: number;
	p95Ms: number;
	/** Mean CPU of the process, all its threads: what is left of a busy machine's noise. */
	cpuMs: number;
}

const rounds = 30;

const timed = async (name: string, query: () => Promise<unknown>): Promise<QueryTiming> => {
	const times: number[] = [];
	await query();
	const cpu = process.cpuUsage();
	for (let round = 0; round < rounds; round++) {
		const startedMs = performance.now();
		await query();
		times.push(performance.now() - startedMs);
	}
	const { user, system } = process.cpuUsage(cpu);
	const sorted = times.sort((a, b) => a - b);
	return {
		name,
		medianMs: quantileOfSorted(sorted, 0.5) ?? Number.NaN,
		p95Ms: quantileOfSorted(sorted, 0.95) ?? Number.NaN,
		cpuMs: (user + system) / 1_000 / rounds
	};
};

const firstText = async (database: Database, sql: string): Promise<string> =>
	textOf((await database.readSql(sql))[0]?.[0]);

/** The queries one after the other, each some thirty times after one to warm up. */
export const timeQueries = async (url: string): Promise<QueryTiming[]> => {
	const database = await openDatabase(url);
	try {
		const runId = await firstText(
			database,
			'SELECT run_id FROM stages JOIN cells ON cells.id = cell_id GROUP BY run_id ORDER BY sum(attempt_count) DESC LIMIT 1'
		);
		const largest = await firstText(
			database,
			'SELECT id FROM stages ORDER BY attempt_count DESC LIMIT 1'
		);
		const largestCount = await firstText(
			database,
			'SELECT attempt_count FROM stages ORDER BY attempt_count DESC LIMIT 1'
		);
		const middle = await firstText(
			database,
			'SELECT id FROM stages ORDER BY attempt_count LIMIT 1 OFFSET (SELECT count(*) / 2 FROM stages)'
		);
		const [cell] = await cellsOfRun(database, runId);
		const ofScenario = (await cellsOfRun(database, runId))
			.filter(({ scenarioId }) => scenarioId === cell?.scenarioId)
			.map(({ id }) => id);
		const evident = await firstText(database, 'SELECT attempt_id FROM evidence LIMIT 1 OFFSET 500');
		const stageQueries = (stageId: string, size: string): [string, () => Promise<unknown>][] => [
			[`CDF of ttft, ${size}`, () => stageSamples(database, stageId, 'ttftMs')],
			[
				`timeline of 2,000 points, ${size}`,
				() => stageTimeline(database, stageId, { limit: 2_000 })
			],
			[`attempts in order, ${size}`, () => listAttemptsPage(database, stageId, { limit: 100 })],
			[
				`attempts by ttft, page 3, ${size}`,
				() =>
					listAttemptsPage(database, stageId, {
						sort: 'ttft',
						descending: true,
						limit: 100,
						offset: 200
					})
			],
			[
				`dearest wrong attempts, ${size}`,
				() =>
					listAttemptsPage(database, stageId, {
						sort: 'cost',
						descending: true,
						passed: false,
						limit: 100
					})
			]
		];
		const queries: [string, () => Promise<unknown>][] = [
			['change mark', () => changeMark(database)],
			['use cases', () => measuredUseCases(database)],
			['50 runs of the command', () => listRuns(database, { limit: 50 })],
			['page of 50 runs', () => listRunsPage(database, { limit: 50 })],
			['all runs', () => listRunsPage(database, { limit: 200 })],
			[
				'page of runs by text, target and validity',
				() =>
					listRunsPage(database, {
						limit: 50,
						text: 'triage',
						targetId: 'open-8b',
						validity: 'unsteady'
					})
			],
			['progress of the largest run', () => runProgress(database, runId)],
			[
				'the largest run with cells and stages',
				async () => {
					await findRun(database, runId);
					await cellsOfRun(database, runId);
					await stagesOfRun(database, runId);
				}
			],
			...stageQueries(middle, 'middling stage'),
			...stageQueries(largest, `stage of ${largestCount}`),
			['one attempt', () => findAttempt(database, evident)],
			...(['all', 'different', 'reviewed'] as const).map(
				(filter): [string, () => Promise<unknown>] => [
					`${String(ofScenario.length)} cells side by side, ${filter}`,
					() => answersSideBySide(database, { cellIds: ofScenario, filter, limit: 50 })
				]
			)
		];
		const timings: QueryTiming[] = [];
		for (const [name, query] of queries) timings.push(await timed(name, query));
		return timings;
	} finally {
		await database.close();
	}
};

import { expect, test, vi } from 'vitest';
import { isCompleted } from '#core/outcome.ts';
import { describe } from '#core/statistics/distribution.ts';
import { listAttemptsPage } from '#db/attempt-list.server.ts';
import { attemptsOfStage } from '#db/attempts.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { latestRunOf, measuredCellsOf } from '#db/measured.server.ts';
import { findRun, listRuns } from '#db/runs.server.ts';
import { answersSideBySide } from '#db/side-by-side.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { callCommand } from '../commands/support/recorded-context.ts';
import { openTemporary, temporaryPath } from '../db/support/temporary-database.ts';
import { buildLargeDatabase } from './large-database.ts';
import { buildComparison } from './large-database/comparison.ts';

// Tens of thousands of attempts are drawn and stored.
vi.setConfig({ testTimeout: 60_000 });

const options = { runs: 8, attempts: 16_000, seed: 5 };

test('A drawn database is whole, has what was asked for, and answers what a run would be worth.', async () => {
	const path = temporaryPath();
	await buildLargeDatabase(path, options);
	const database = await openTemporary(path);
	const { ok, counts } = await checkDatabase(database);
	expect(ok).toBe(true);
	expect(counts).toMatchObject({ runs: 8, attempts: 16_000, answers: 16_000 });
	expect(counts.evidence).toBeGreaterThan(50);
	const listed = await listRuns(database, { limit: 10 });
	expect(listed.reduce((sum, { attemptCount }) => sum + attemptCount, 0)).toBe(16_000);

	const run = (await latestRunOf(database, 'support-triage'))!;
	expect(run.id).toBe(listed[0]!.id);
	for (const stage of await stagesOfRun(database, run.id)) {
		const { attempts } = await attemptsOfStage(database, stage.id, { limit: 9_999 });
		const { total } = await listAttemptsPage(database, stage.id, { limit: 1 });
		const completed = attempts.filter(({ outcome }) => isCompleted(outcome));
		expect(stage.summary).toMatchObject({
			offered: total,
			completed: completed.length,
			e2eMs: describe(completed.map(({ e2eMs }) => e2eMs!))
		});
	}
	const cells = await measuredCellsOf(database, run.id, { scenarioId: 'support-triage' });
	expect(cells.map(({ cell }) => cell.target.kind)).toContain('self-hosted');
	const { stdout, error } = await callCommand('cost', [
		'support-triage',
		'--json',
		'--db',
		`file:${path}`
	]);
	expect(error).toBeNull();
	expect(stdout).toContain('"make-rented"');
});

test('The same seed draws the same rows, and a file that is there is not touched.', async () => {
	const [one, two, other] = [temporaryPath(), temporaryPath(), temporaryPath()];
	const small = { runs: 4, attempts: 1_000, seed: 5 };
	await buildLargeDatabase(one, small);
	await buildLargeDatabase(two, small);
	await buildLargeDatabase(other, { ...small, seed: 6 });
	const rowsOf = async (path: string) =>
		(await openTemporary(path)).readSql(
			'SELECT * FROM attempts JOIN stages ON stages.id = stage_id JOIN answers ON attempt_id = attempts.id ORDER BY attempts.id'
		);
	expect(await rowsOf(two)).toEqual(await rowsOf(one));
	expect(await rowsOf(other)).not.toEqual(await rowsOf(one));
	await expect(buildLargeDatabase(one, small)).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('A comparison has every item of both targets, some of them flipped, and its scenario where the run says.', async () => {
	const path = temporaryPath();
	await buildComparison(path, `${path}-scenarios`, { items: 400, seed: 5 });
	const database = await openTemporary(path);
	const [run] = await listRuns(database, { limit: 2 });
	const cells = await cellsOfRun(database, run!.id);
	expect(cells).toHaveLength(4);
	for (const both of Map.groupBy(cells, ({ scenarioHash }) => scenarioHash).values()) {
		const cellIds = both.map(({ id }) => id);
		const { items, totals } = await answersSideBySide(database, { cellIds, limit: 400 });
		expect(items).toHaveLength(400);
		expect(items.every(({ answers }) => answers.every((answer) => answer !== null))).toBe(true);
		expect(totals.flipped).toBeGreaterThan(20);
		expect(totals.flipped).toBeLessThan(80);
	}
	const { config } = (await findRun(database, run!.id)).run;
	for (const [index, { use }] of config.scenarios.entries()) {
		const { hash, items } = await loadScenario(use, { checkReference });
		expect(items).toHaveLength(400);
		expect(hash).toBe(cells[2 * index]!.scenarioHash);
	}
});

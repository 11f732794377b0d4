/** `bench db purge` on real files. */
import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleOwner,
	sampleRecord,
	sampleRun,
	storeRunWithStage
} from '../../db/support/samples.ts';
import { saveReview } from '#db/answer-reviews.server.ts';
import { finishRun, insertRun } from '#db/runs.server.ts';
import { createWorkplace, runBench, type Workplace } from '../support/bench-process.ts';
import { callCommand, type Recorded } from '../support/recorded-context.ts';
import { stagesOf, writeConfig, type RunJson } from '../support/run-json.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from '../support/small-scenario.ts';

const canary = 'the patient is called Canary-4711';

const emptyPlace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return workplace;
};

/** One run of 2026-11-20 that has ended elsewhere, and one that another machine still measures. */
const place = async (): Promise<Workplace> => {
	const workplace = emptyPlace();
	const database = await openDatabase(workplace.databaseUrl);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	await database.write(["update runs set state = 'complete'"]);
	await insertRun(database, sampleRun('run-2'), sampleOwner);
	const writer = createWriter(database);
	for (let i = 0; i < 3; i++) {
		const id = `a${String(i)}`;
		const answer = sampleAnswer(id, cellId, { text: canary });
		await writer.enqueueAttempt({ ...sampleRecord(id, stageId, cellId, i), answer });
	}
	await writer.close();
	await database.close();
	return workplace;
};

const purge = ({ databaseUrl }: Workplace, ...args: string[]): Promise<Recorded> =>
	callCommand('db', ['purge', ...args, '--db', databaseUrl]);
const bytesOf = (workplace: Workplace): string =>
	readFileSync(workplace.file('bench.db'), 'latin1');

describe('bench db purge', () => {
	it('says what would go and removes nothing, until it is told to', async () => {
		const workplace = await place();
		const told = await purge(workplace, '--older-than', '1d');
		expect(told).toMatchObject({ error: null, exitCode: null });
		expect(told.stdout).toMatch(/run-1 +a run +2026-11-20 +3 +6/u);
		expect(told.stdout).toContain('Nothing was removed. To go on:');
		expect(told.stdout).toContain('--older-than 1d --what texts --yes --db file:');
		expect(told.stdout).not.toContain('run-2 ');
		expect(told.stderr).toContain('run run-2 is still being measured, and left as it is');
		expect(bytesOf(workplace)).toContain(canary);
	});

	it('removes the texts, tells how many, and leaves no byte of them', async () => {
		const workplace = await place();
		const told = await purge(workplace, '--older-than', '1d', '--yes');
		expect(told.stdout).toContain('removed the texts of 1 runs: 3 answers, 3 bodies of responses');
		expect(bytesOf(workplace)).not.toContain('Canary');
		const again = await purge(workplace, '--older-than', '1d', '--yes');
		expect(again.stdout).toContain('no run from before');
	});

	it('removes messages and comments where nothing else is left of the texts', async () => {
		const workplace = await place();
		await purge(workplace, '--older-than', '1d', '--yes');
		const database = await openDatabase(workplace.databaseUrl);
		await saveReview(database, {
			...{ attemptId: 'a0', reviewer: 'Ada', thumb: null, comment: canary },
			reviewedAtUtc: '2026-11-21T10:00:00.000Z'
		});
		const said = `HTTP 400: ${canary}`;
		await database.write([{ sql: 'update attempts set error_message = ?', args: [said] }]);
		await finishRun(database, 'run-1', { state: 'failed', reason: said, endedAtUtc: null });
		await database.close();
		expect((await purge(workplace, '--older-than', '1d')).stdout).toMatch(/run-1 .* 3 +5\n/u);
		const told = await purge(workplace, '--older-than', '1d', '--yes');
		expect(told.stdout).toContain(
			'1 comments, 3 messages of endpoints, 0 lists of such messages, 1 reasons why a run ended'
		);
		expect(bytesOf(workplace)).not.toContain('Canary');
	});

	it('removes whole runs, and gives data', async () => {
		const workplace = await place();
		const told = await purge(workplace, '--older-than', '2d', '--what', 'runs', '--yes', '--json');
		expect(JSON.parse(told.stdout)).toMatchObject({
			what: 'runs',
			isDryRun: false,
			runs: [{ id: 'run-1', attempts: 3 }],
			removed: { runs: 1, attempts: 3 },
			copies: []
		});
		expect(bytesOf(workplace)).not.toContain('run-1');
	});

	it('leaves what is younger, and takes ages of no other form', async () => {
		const workplace = await place();
		const young = await purge(workplace, '--older-than', '20y', '--yes');
		expect(young.stdout).toContain('no run from before');
		expect(bytesOf(workplace)).toContain(canary);
		for (const age of ['90', 'd', '1h', '-1d', '1.5d', '99999999d']) {
			const { error } = await purge(workplace, '--older-than', age);
			expect([age, error?.message]).toEqual([age, expect.stringContaining('such as 90d')]);
		}
		expect((await purge(workplace)).error?.message).toContain('--older-than');
	});

	it('names copies that an upgrade left, which it does not touch', async () => {
		const workplace = await place();
		copyFileSync(workplace.file('bench.db'), workplace.file('bench.db.before-0010_absent_texts'));
		const { stderr } = await purge(workplace, '--older-than', '1d', '--yes');
		expect(stderr).toContain('bench.db.before-0010_absent_texts: made by an upgrade');
	});

	it('leaves a run that is shown with its figures, and is not graded again', async () => {
		const workplace = emptyPlace();
		writeScenario(workplace);
		const server = await serveColours();
		writeConfig(workplace, coloursConfig([selfHosted(server.port)]));
		const measured = await runBench(['run', '--json'], { workplace });
		await server.close();
		const { run } = JSON.parse(measured.stdout) as RunJson;
		// As if it had been measured a year ago.
		const database = await openDatabase(workplace.databaseUrl);
		await database.write(["update runs set started_at_utc = '2025-01-01T00:00:00.000Z'"]);
		await database.close();
		await purge(workplace, '--older-than', '90d', '--yes');
		const shown = await runBench(['runs', 'show', run.id, '--json'], { workplace });
		const [stage] = stagesOf(JSON.parse(shown.stdout) as RunJson);
		expect(stage).toMatchObject({ completed: 4 });
		expect(stage?.e2eMs).toEqual(stagesOf(JSON.parse(measured.stdout) as RunJson)[0]?.e2eMs);
		const regraded = await runBench(['regrade', run.id], { workplace });
		expect(regraded.code).toBe(2);
		expect(regraded.stderr).toContain(
			'the texts of 4 of 4 answers to colours on "ours" have been purged'
		);
		for (const args of [
			['runs', 'show', run.id, '--confusion'],
			['compare', `${run.id}/ours`, `${run.id}/ours`],
			['report', 'colours', '--format', 'md']
		]) {
			const { stderr } = await runBench(args, { workplace });
			expect([args, /internal error|E_INTERNAL|E_DATABASE/u.test(stderr)]).toEqual([args, false]);
		}
	});
});

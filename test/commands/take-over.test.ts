/** A run is taken over from no process that lives here, and whoever lost it spends nothing more. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '#db/client.server.ts';
import { claimRun } from '#db/run-claims.server.ts';
import { findRun, listRuns } from '#db/runs.server.ts';
import { billedPrice, serveBilling, type BillingServer } from './support/billing-server.ts';
import { createWorkplace, runBench, startBench, type Workplace } from './support/bench-process.ts';
import { writeConfig } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

const requests = 400;

const openPaid = async (
	afterMs: number
): Promise<{ server: BillingServer; workplace: Workplace }> => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace);
	const server = await serveBilling(() => ({ kind: 'answer', tokens: 1, afterMs }));
	const target = selfHosted(server.port, { kind: 'measured-api', price: billedPrice });
	const loads = [{ kind: 'closed', concurrency: 2, requests }];
	writeConfig(workplace, coloursConfig([target], { loads, maxSpendUsd: '100000' }));
	return { server, workplace };
};

/** `bench run`, once its first requests have come. */
const startRun = async ({ server, workplace }: Awaited<ReturnType<typeof openPaid>>) => {
	const running = startBench(['run'], { workplace });
	while (server.requests().length < 2 && running.child.exitCode === null) {
		await new Promise((go) => setTimeout(go, 5));
	}
	return running;
};

const withRun = async <T>(
	{ databaseUrl }: Workplace,
	use: (database: Database, id: string) => Promise<T>
): Promise<T> => {
	const database = await openDatabase(databaseUrl);
	try {
		const [run] = await listRuns(database, { limit: 1 });
		return await use(database, run?.id ?? '');
	} finally {
		await database.close();
	}
};

describe('bench resume --take-over', () => {
	it('takes a run from no process that still runs on this machine, and names it', async () => {
		// No answer comes until it is killed.
		const paid = await openPaid(600_000);
		const running = await startRun(paid);
		const before = paid.server.requests().length;
		const id = await withRun(paid.workplace, (_, runId) => Promise.resolve(runId));
		const named = await runBench(['resume', id, '--take-over'], paid);
		expect([named.code, named.stderr]).toEqual([2, named.stderr]);
		const pid = String(running.child.pid);
		expect(named.stderr).toContain(`is still running here as process ${pid}`);
		expect(named.stderr).toContain(`kill ${pid}`);
		expect(paid.server.requests().length).toBe(before);
		running.child.kill('SIGKILL');
		await running.ended;
	});
});

describe('a process that lost its run to another one', () => {
	it('sends no more than it was allowed before, says so, and leaves the run to whoever has it', async () => {
		const paid = await openPaid(20);
		const running = await startRun(paid);
		const thief = { processId: 1, hostName: 'another-machine' };
		await withRun(paid.workplace, async (database, id) => {
			await claimRun(database, await findRun(database, id), thief);
		});
		const ended = await running.ended;
		expect([ended.code, ended.stderr]).toEqual([2, ended.stderr]);
		expect(ended.stderr).toContain('was taken over by another process');
		expect(paid.server.requests().length).toBeLessThan(requests);
		await withRun(paid.workplace, async (database, id) => {
			const { run, owner } = await findRun(database, id);
			expect({ state: run.state, owner }).toEqual({ state: 'running', owner: thief });
		});
	});
});

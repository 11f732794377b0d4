/** What a run may cost: nothing is sent that the cap does not cover at its worst, and the database knows the most that was spent. */
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BenchError } from '#core/errors.ts';
import { picoUsdToUsd } from '#core/units.ts';
import { openDatabase } from '#db/client.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { attemptsExposedUsd, exposureOfRun, type StageExposure } from '#db/spend.server.ts';
import {
	billedPrice,
	serveBilling,
	type Billed,
	type BillingServer
} from './support/billing-server.ts';
import { createWorkplace, startBench, type Workplace } from './support/bench-process.ts';
import { dyingWorkers } from './support/dying-workers.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';
import { writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

interface Paid {
	server: BillingServer;
	workplace: Workplace;
	run: (...args: string[]) => ReturnType<typeof callCommand>;
	stored: () => Promise<{
		exposedUsd: string;
		stages: StageExposure[];
		state: string;
		maxSpendUsd: string | null;
	}>;
}

const openPaid = async (
	bill: (n: number) => Billed,
	config: Record<string, unknown> = {}
): Promise<Paid> => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace);
	const server = await serveBilling(bill);
	const target = selfHosted(server.port, { kind: 'measured-api', price: billedPrice });
	const loads = [{ kind: 'closed', concurrency: 4, requests: 40 }];
	const name = writeConfig(
		workplace,
		coloursConfig([target], { loads, maxSpendUsd: '100', ...config })
	);
	return {
		server,
		workplace,
		run: (...args) =>
			callCommand('run', [
				workplace.file(name),
				...args,
				...['--db', workplace.databaseUrl, '--json']
			]),
		stored: async () => {
			const database = await openDatabase(workplace.databaseUrl);
			try {
				const [run] = await listRuns(database, { limit: 1 });
				return {
					exposedUsd: await attemptsExposedUsd(database, run?.id ?? ''),
					stages: await exposureOfRun(database, run?.id ?? ''),
					state: run?.state ?? '',
					maxSpendUsd: (await runProgress(database, run?.id ?? '')).maxSpendUsd
				};
			} finally {
				await database.close();
			}
		}
	};
};

const jsonOf = (stdout: string): RunJson => JSON.parse(stdout) as RunJson;

/** Whether a run went to its end: on a busy machine it may have been the client that was measured. */
const isThrough = ({ error }: Recorded): boolean =>
	error === null || (error as { code: string }).code === 'E_RUN_INVALID';

describe('the cap of what a run may cost', () => {
	it('keeps a plan from being begun whose worst case is above it, and says what to do', async () => {
		const { run, server } = await openPaid(() => ({ kind: 'answer', tokens: 1 }));
		const { error } = await run();
		expect(error).toMatchObject({ code: 'E_BUDGET' });
		expect(error?.message).toContain('at worst 40 paid requests cost 640 USD');
		expect((error as { hint?: string }).hint).toContain('--stop-at-cap');
		expect(server.requests()).toHaveLength(0);
	});

	it('is kept from extra fields that would have more billed, at targets and judges; they are named with what to set', async () => {
		const { run, server, workplace } = await openPaid(() => ({ kind: 'answer', tokens: 1 }));
		const withExtra = (id: string, extraBody: object): Record<string, unknown> =>
			selfHosted(server.port, {
				id,
				kind: 'measured-api',
				price: billedPrice,
				parameters: { extraBody }
			});
		writeConfig(
			workplace,
			coloursConfig([withExtra('a', { max_tokens: null, max_completion_tokens: 5_000 })], {
				judges: [{ target: withExtra('b', { n: 100 }) }],
				maxSpendUsd: '1000'
			})
		);
		const { error } = await run();
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		const { problems } = error as BenchError;
		expect(problems.map(({ path }) => path)).toEqual([
			'targets[0].parameters.extraBody.max_tokens',
			'targets[0].parameters.extraBody.max_completion_tokens',
			'judges[0].target.parameters.extraBody.n'
		]);
		expect(problems[0]?.message).toContain('set its "maxOutputTokens"');
		expect(server.requests()).toHaveLength(0);
	});

	it('is kept from such fields in a stored config too, which an earlier version let through', async () => {
		const { run, server, workplace } = await openPaid(() => ({ kind: 'answer', tokens: 16 }));
		expect((await run('--stop-at-cap')).error).toMatchObject({ code: 'E_BUDGET' });
		rmSync(workplace.file('bench.yaml'));
		const database = await openDatabase(workplace.databaseUrl);
		await database.write([
			{
				sql: `UPDATE runs SET config_json = json_set(config_json, '$.targets[0].parameters.extraBody', json('{"n":5}'))`,
				args: []
			}
		]);
		await database.close();
		const flags = ['--db', workplace.databaseUrl, '--max-spend', '1000'];
		const { error } = await callCommand('resume', flags);
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		expect(error?.message).toContain('targets[0].parameters.extraBody.n');
		expect(server.requests()).toHaveLength(6);
	});

	it('is raised and lowered by a flag', async () => {
		const { run, server } = await openPaid(() => ({ kind: 'answer', tokens: 1 }));
		expect(isThrough(await run('--max-spend', '640'))).toBe(true);
		expect(server.requests()).toHaveLength(40);
		expect((await run('--max-spend', '639.99')).error).toMatchObject({ code: 'E_BUDGET' });
		expect(server.requests()).toHaveLength(40);
	});

	it('ends a run at the last request that it covers, with exit code 6 and all that was measured', async () => {
		const { run, server, stored } = await openPaid(() => ({ kind: 'answer', tokens: 16 }));
		const told = await run('--stop-at-cap');
		expect(told.error).toMatchObject({ code: 'E_BUDGET', exitCode: 6 });
		expect(told.error?.message).toContain('the cap of 100 USD is reached: 96 USD are spent');
		expect(server.requests()).toHaveLength(6);
		expect(server.billedTokens()).toBe(96);
		expect(await stored()).toMatchObject({ exposedUsd: '96', state: 'interrupted' });
	});

	it('lets answers that cost less than their worst make room for more', async () => {
		const { run, server, stored } = await openPaid(() => ({ kind: 'answer', tokens: 3 }));
		expect((await run('--stop-at-cap')).error).toMatchObject({ code: 'E_BUDGET' });
		// 29 answers cost 87 USD; another could cost 16 and pass 100.
		expect(server.requests()).toHaveLength(29);
		expect(await stored()).toMatchObject({ exposedUsd: '87' });
	});

	it('counts answers that break off with their worst case, and requests that are turned away with nothing', async () => {
		const { run, server, stored } = await openPaid((n) =>
			n % 2 === 0 ? { kind: 'cut', tokens: 2 } : { kind: 'refused' }
		);
		expect((await run('--stop-at-cap')).error).toMatchObject({ code: 'E_BUDGET' });
		const { exposedUsd, stages } = await stored();
		expect(exposedUsd).toBe('96');
		expect(stages).toMatchObject([{ unknown: 6, lost: 0, spentPicoUsd: 0n }]);
		expect(server.billedTokens()).toBeLessThanOrEqual(96);
	});

	it('counts with their worst case what a gateway gave up on and a server failed at, as the answer may have been made', async () => {
		const statuses = ['504 Gateway Timeout', '500 Internal Server Error', '408 Request Timeout'];
		const { run, server, stored } = await openPaid((n) => ({
			kind: 'refused',
			status: statuses[n % 3] ?? ''
		}));
		expect((await run('--stop-at-cap')).error).toMatchObject({ code: 'E_BUDGET' });
		expect(server.requests()).toHaveLength(6);
		expect(await stored()).toMatchObject({ exposedUsd: '96', stages: [{ unknown: 6 }] });
	});

	it('counts answers that break off with their worst case whatever was counted on the way, and shows no cost of them', async () => {
		const { run, server, stored } = await openPaid(() => ({ kind: 'cut', tokens: 16, told: 1 }));
		const told = await run('--stop-at-cap');
		expect(told.error).toMatchObject({ code: 'E_BUDGET' });
		expect(server.billedTokens()).toBe(96);
		const { exposedUsd, stages } = await stored();
		expect(exposedUsd).toBe('96');
		expect(stages).toMatchObject([{ unknown: 6, lost: 0, spentPicoUsd: 0n }]);
		expect(jsonOf(told.stdout).cells[0]?.stages[0]).toMatchObject({ completed: 0 });
	});

	it('ends a run whose endpoint bills more than the worst case of its requests, before all that is left is sent', async () => {
		const { run, server, stored } = await openPaid(
			() => ({ kind: 'answer', tokens: 50, afterMs: 30 }),
			{ maxSpendUsd: '1000', loads: [{ kind: 'closed', concurrency: 4, requests: 60 }] }
		);
		const { error } = await run();
		expect(error).toMatchObject({ code: 'E_BUDGET', exitCode: 6 });
		expect(error?.message).toContain('billed more than the worst case of a request');
		expect((error as BenchError).hint).toContain('the price of the target');
		// 20 of 50 USD each are the cap; what had been allowed by then may have been sent.
		expect(server.requests().length).toBeLessThan(60);
		const { exposedUsd, state, stages } = await stored();
		expect([Number(exposedUsd), state]).toEqual([server.billedTokens(), 'interrupted']);
		expect(stages.map(({ lost }) => lost)).toEqual([0]);
	});

	it('is told to be passed even by the last request of a run', async () => {
		const { run, server } = await openPaid(() => ({ kind: 'answer', tokens: 900 }), {
			maxSpendUsd: '64',
			loads: [{ kind: 'closed', concurrency: 4, requests: 4 }]
		});
		const { error } = await run();
		expect(error).toMatchObject({ code: 'E_BUDGET' });
		expect(error?.message).toContain('above the cap of 64 USD');
		expect(server.requests().length).toBeLessThanOrEqual(4);
	});

	it('leaves nothing reserved behind when a run has ended', async () => {
		const { run, stored } = await openPaid(() => ({ kind: 'answer', tokens: 2 }), {
			maxSpendUsd: '1000',
			loads: [
				{ kind: 'closed', concurrency: 4, requests: 20 },
				{ kind: 'constant', ratePerS: 40, durationS: 0.5 }
			]
		});
		const told = await run();
		expect(isThrough(told)).toBe(true);
		expect(jsonOf(told.stdout).storedAttempts).toBe(40);
		const { stages, exposedUsd } = await stored();
		expect(exposedUsd).toBe('80');
		expect(stages.map(({ unknown, lost }) => unknown + lost)).toEqual([0, 0]);
	});

	it('is not used up by what targets that take turns have reserved and do not need', async () => {
		const { run, server, stored, workplace } = await openPaid(() => ({
			kind: 'answer',
			tokens: 3
		}));
		const targets = ['ours', 'theirs'].map((id) =>
			selfHosted(server.port, { id, kind: 'measured-api', price: billedPrice })
		);
		const loads = [{ kind: 'closed', concurrency: 1, requests: 14 }];
		writeConfig(
			workplace,
			coloursConfig(targets, { loads, maxSpendUsd: '100', interleave: { blocks: 2 } })
		);
		// All of them cost 84 USD, and with the last of them it could be 97.
		expect(isThrough(await run('--stop-at-cap'))).toBe(true);
		expect(server.requests()).toHaveLength(28);
		expect(await stored()).toMatchObject({ exposedUsd: '84', state: 'complete' });
	});

	it('covers a trace of one dear request and many cheap ones as far as all of them cost together', async () => {
		const outputs = [1_000, ...Array.from({ length: 9 }, () => 10)];
		const { server, workplace } = await openPaid((n) => ({
			kind: 'answer',
			tokens: outputs[n] ?? 0
		}));
		const rows = outputs.map(
			(tokens, i) => `2023-11-16 18:17:03.${String(i)}000000,8,${String(tokens)}`
		);
		writeFileSync(
			workplace.file('t.csv'),
			`TIMESTAMP,ContextTokens,GeneratedTokens\n${rows.join('\n')}\n`
		);
		const told = await callCommand('load', [
			...[`http://127.0.0.1:${String(server.port)}/v1`, '--model', 'm', '--db'],
			...[workplace.databaseUrl, '--trace', workplace.file('t.csv'), '--trace-use', 'requests'],
			...['--tokenizer', 'cl100k_base', '--max-spend', '1090', '--json'],
			...['--input-usd-per-mtok', '0', '--output-usd-per-mtok', '1000000']
		]);
		expect(isThrough(told)).toBe(true);
		expect(server.requests()).toHaveLength(10);
		expect(server.billedTokens()).toBe(1_090);
	});

	it('is shown as it is in force since the run was gone on with under another one', async () => {
		const { run, stored, workplace } = await openPaid(() => ({ kind: 'answer', tokens: 16 }));
		expect((await run('--stop-at-cap')).error).toMatchObject({ code: 'E_BUDGET' });
		expect((await stored()).maxSpendUsd).toBe('100');
		const flags = ['--db', workplace.databaseUrl, '--json'];
		const resumed = await callCommand('resume', [...flags, '--max-spend', '200']);
		expect(resumed.error).toMatchObject({ code: 'E_BUDGET' });
		expect(await stored()).toMatchObject({ exposedUsd: '192', maxSpendUsd: '200' });
		// The config says 100 still, which holds where no flag says another.
		expect((await callCommand('resume', flags)).error?.message).toContain('the cap of 100 USD');
		expect((await stored()).maxSpendUsd).toBe('100');
	});

	it('says what can be done where a load test has reached it, which is not gone on with', async () => {
		const { server, workplace } = await openPaid(() => ({ kind: 'answer', tokens: 16 }));
		const { error } = await callCommand('load', [
			...[`http://127.0.0.1:${String(server.port)}/v1`, '--model', 'm', '--db'],
			...[workplace.databaseUrl, '--concurrency', '1', '--requests', '40'],
			...['--input-usd-per-mtok', '0', '--output-usd-per-mtok', '1000000'],
			...['--max-output-tokens', '16', '--max-spend', '40', '--stop-at-cap', '--no-stream'],
			...['--json']
		]);
		expect(error).toMatchObject({ code: 'E_BUDGET', exitCode: 6 });
		const { hint } = error as BenchError;
		expect(hint).toContain('call bench load again with a higher --max-spend');
		expect(hint).not.toContain('bench resume');
	});

	it('is known to the database after a kill, with what was in flight at its worst', async () => {
		const { workplace, server, stored } = await openPaid(
			(n) => ({ kind: 'answer', tokens: 16, afterMs: n < 12 ? 5 : 5_000 }),
			{ maxSpendUsd: '1000' }
		);
		const bench = startBench(['run'], { workplace });
		while (server.requests().length < 16) await new Promise((go) => setTimeout(go, 10));
		bench.child.kill('SIGKILL');
		await bench.ended;
		const { exposedUsd, stages } = await stored();
		expect(Number(exposedUsd)).toBeGreaterThanOrEqual(server.billedTokens());
		expect(Number(exposedUsd)).toBeLessThanOrEqual(1_000);
		const [stage] = stages;
		expect(picoUsdToUsd(String(stage?.worstRequestPicoUsd))).toBe('16');
		// Those in flight, those whose answers were not stored yet, and those that were allowed and not sent.
		expect(stage?.lost).toBeGreaterThanOrEqual(4);
		expect(stage?.lost).toBeLessThanOrEqual(40);
	});

	it.each(['targets that take turns', 'a mix'])(
		'counts what was on the wire at its worst where a load worker of %s dies, and nothing that was never sent',
		async (what) => {
			const { workplace, server, stored } = await openPaid(() => ({
				kind: 'answer',
				tokens: 16,
				afterMs: 600_000
			}));
			const [ours, theirs] = ['ours', 'theirs'].map((id) =>
				selfHosted(server.port, { id, kind: 'measured-api', price: billedPrice })
			) as [Record<string, unknown>, Record<string, unknown>];
			const isMix = what === 'a mix';
			if (isMix) writeScenario(workplace, { id: 'shades' });
			const weights = { './colours': 1, './shades': 1 };
			const open = { kind: 'constant', ratePerS: 10, durationS: 60 };
			writeConfig(
				workplace,
				coloursConfig(isMix ? [ours] : [ours, theirs], {
					maxSpendUsd: '100000',
					calibrate: false,
					...(isMix
						? {
								scenarios: [{ use: './colours' }, { use: './shades' }],
								loads: undefined,
								mixes: [{ id: 'ours', weights, loads: [open] }]
							}
						: {
								interleave: { blocks: 2 },
								loads: [{ kind: 'closed', concurrency: 4, requests: 40 }]
							})
				})
			);
			const workers = dyingWorkers(workplace);
			const bench = startBench(['run', '--json'], { workplace, env: workers.env });
			await expect.poll(() => server.requests().length).toBeGreaterThan(3);
			workers.die();
			const ended = await bench.ended;
			expect([ended.code, jsonOf(ended.stdout).error?.message]).toEqual([
				1,
				'a load worker crashed'
			]);
			const sent = server.requests().length;
			const { stages, exposedUsd } = await stored();
			const lost = stages.reduce((sum, each) => sum + each.lost + each.unknown, 0);
			expect(Number(exposedUsd)).toBe(lost * 16);
			// Of an open loop more may have been due by then.
			if (isMix) expect(lost).toBeGreaterThanOrEqual(sent);
			else expect([lost, sent]).toEqual([4, 4]);
		}
	);
});

/** What judges may cost: their requests are in the database with their worst case before they are sent, so that no kill makes a run pass its cap. */
import { describe, expect, it } from 'vitest';
import { usdToPicoUsdUp } from '#core/units.ts';
import { openDatabase } from '#db/client.server.ts';
import { judgesExposedPicoUsd } from '#db/judge-ledger.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import { listRuns } from '#db/runs.server.ts';
import {
	billedPrice,
	serveBilling,
	type Billed,
	type BillingServer
} from './support/billing-server.ts';
import { runBench, startBench, type Workplace } from './support/bench-process.ts';
import { dyingWorkers } from './support/dying-workers.ts';
import {
	noteCount,
	notesConfig,
	notesPlace,
	serveNotes,
	writeNotes
} from './support/judged-scenario.ts';
import { writeConfig } from './support/run-json.ts';

/** Output tokens that a judgement may have, of a dollar each. */
const worstUsd = 16;

const place = async (
	bill: (n: number) => Billed,
	maxSpendUsd: string,
	candidatePrice?: Record<string, unknown>
): Promise<{ workplace: Workplace; server: BillingServer; config: (cap: string) => void }> => {
	const workplace = notesPlace();
	writeNotes(workplace, { maxOutputTokens: worstUsd });
	const server = await serveBilling(bill);
	const judge = {
		id: 'judge',
		kind: 'measured-api',
		protocol: 'openai-chat',
		baseUrl: `http://127.0.0.1:${String(server.port)}/v1`,
		model: 'judge-model',
		price: billedPrice
	};
	const candidate = await serveNotes('good', 1, candidatePrice && { price: candidatePrice });
	const config = (cap: string): void => {
		const judges = [{ target: judge, concurrency: 4 }];
		writeConfig(workplace, notesConfig([candidate], judges, { maxSpendUsd: cap }));
	};
	config(maxSpendUsd);
	return { workplace, server, config };
};

/** Goes on with the judging of the only run. */
const judgeOn = async (workplace: Workplace, ...flags: string[]) => {
	const list = await runBench(['runs', 'list', '--json'], { workplace });
	const [run] = JSON.parse(list.stdout) as { id: string }[];
	return runBench(['judge', 'run', run?.id ?? '', '--config', 'bench.yaml', ...flags], {
		workplace
	});
};

/** What the database says that judges have cost at most, USD, and the judgements that are stored. */
const stored = async ({ databaseUrl }: Workplace) => {
	const database = await openDatabase(databaseUrl);
	try {
		const [run] = await listRuns(database, { limit: 1 });
		const id = run?.id ?? '';
		return {
			exposedPicoUsd: await judgesExposedPicoUsd(database, id),
			judgements: (await judgementsOfRun(database, id)).length
		};
	} finally {
		await database.close();
	}
};

const usd = (count: number): bigint => usdToPicoUsdUp(String(count));
const whole = noteCount * worstUsd;

describe('the cap of a run that is judged', () => {
	it('knows what was in flight when judging was killed, and is never passed by whoever goes on', async () => {
		const { workplace, server } = await place(
			(n) => ({ kind: 'answer', tokens: worstUsd, afterMs: n < 12 ? 5 : 5_000 }),
			String(whole)
		);
		const bench = startBench(['run'], { workplace });
		while (server.requests().length < 16) await new Promise((go) => setTimeout(go, 5));
		bench.child.kill('SIGKILL');
		await bench.ended;
		const { exposedPicoUsd } = await stored(workplace);
		expect(exposedPicoUsd).toBeGreaterThanOrEqual(usd(server.billedTokens()));
		expect(exposedPicoUsd).toBeLessThanOrEqual(usd(whole));
		const billed = server.billedTokens();
		const resumed = await judgeOn(workplace);
		expect(server.billedTokens()).toBeLessThanOrEqual(whole);
		// Some of it may have been paid twice, so that the rest is no longer covered; nothing is sent then.
		expect(resumed.code).toBe(6);
		expect(resumed.stderr).toContain(`above the cap of ${String(whole)} USD; no judge was asked`);
		expect(server.billedTokens()).toBe(billed);
	});

	it('goes on after a kill where a higher cap covers what was in flight as well', async () => {
		const { workplace, server, config } = await place(
			(n) => ({ kind: 'answer', tokens: worstUsd, afterMs: n < 12 || n >= 16 ? 5 : 5_000 }),
			String(whole)
		);
		const bench = startBench(['run'], { workplace });
		while (server.requests().length < 16) await new Promise((go) => setTimeout(go, 5));
		bench.child.kill('SIGKILL');
		await bench.ended;
		config('2000');
		const resumed = await judgeOn(workplace);
		const { exposedPicoUsd, judgements } = await stored(workplace);
		expect([judgements, resumed.stderr]).toEqual([noteCount, resumed.stderr]);
		expect(server.billedTokens()).toBeGreaterThan(whole);
		expect(exposedPicoUsd).toBeGreaterThanOrEqual(usd(server.billedTokens()));
		expect(exposedPicoUsd).toBeLessThanOrEqual(usd(2_000));
	});

	it('counts nothing of what an endpoint of our own would cost by its price', async () => {
		const { workplace, server } = await place(
			() => ({ kind: 'answer', tokens: 3 }),
			String(whole),
			billedPrice
		);
		const ended = await runBench(['run'], { workplace });
		expect(ended.stderr).not.toContain('no judge was asked');
		expect(server.requests()).toHaveLength(noteCount);
	});

	it('counts nothing of judges of our own, whatever their price', async () => {
		const workplace = notesPlace();
		const candidate = await serveNotes('good', 1);
		const own = await serveNotes('own', 1, { price: billedPrice });
		writeConfig(workplace, notesConfig([candidate], [{ target: own }], { maxSpendUsd: '1' }));
		await runBench(['run'], { workplace });
		expect(await stored(workplace)).toEqual({ exposedPicoUsd: 0n, judgements: noteCount });
	});

	it('lets replies that cost less than their worst make room for the next ones, with --stop-at-cap', async () => {
		const { workplace, server } = await place(
			() => ({ kind: 'answer', tokens: 1 }),
			String(whole - 1)
		);
		const refused = await runBench(['run'], { workplace });
		expect([refused.code, server.requests().length]).toEqual([6, 0]);
		const ended = await runBench(['run', '--stop-at-cap'], { workplace });
		expect([ended.stderr, server.requests().length]).toEqual([ended.stderr, noteCount]);
		expect(ended.stderr).not.toContain('the cap is reached');
	});

	it('is what judging ends at, with --stop-at-cap, and goes on at under a higher one', async () => {
		const { workplace, server, config } = await place(
			() => ({ kind: 'answer', tokens: worstUsd }),
			String(10 * worstUsd)
		);
		const ended = await runBench(['run', '--stop-at-cap'], { workplace });
		expect([ended.code, ended.stderr]).toEqual([6, ended.stderr]);
		expect(ended.stderr).toContain('does not cover another question');
		expect(server.billedTokens()).toBe(10 * worstUsd);
		config(String(15 * worstUsd));
		const allOrNothing = await judgeOn(workplace);
		expect(allOrNothing.stderr).toContain('--stop-at-cap');
		expect(server.billedTokens()).toBe(10 * worstUsd);
		expect((await judgeOn(workplace, '--stop-at-cap')).code).toBe(6);
		expect(server.billedTokens()).toBe(15 * worstUsd);
		expect(await stored(workplace)).toEqual({
			exposedPicoUsd: usd(15 * worstUsd),
			judgements: 15
		});
	});

	it('leaves nothing reserved where judging has ended, and counts what it did cost', async () => {
		const { workplace, server } = await place(() => ({ kind: 'answer', tokens: 3 }), String(whole));
		await runBench(['run'], { workplace });
		expect(server.requests()).toHaveLength(noteCount);
		expect(await stored(workplace)).toEqual({
			exposedPicoUsd: usd(3 * noteCount),
			judgements: noteCount
		});
	});

	it('counts a judgement that broke off with its worst case, and one that was refused with nothing', async () => {
		// Answers between them, as whoever only fails is asked again after ever longer pauses.
		const kinds = [
			{ kind: 'cut', tokens: 2 },
			{ kind: 'refused' },
			{ kind: 'answer', tokens: 3 }
		] as const;
		const { workplace, server } = await place((n) => kinds[n % 3] ?? kinds[0], String(whole));
		await runBench(['run'], { workplace });
		const asked = server.requests().length;
		const [cut, answered] = [Math.ceil(asked / 3), Math.floor(asked / 3)];
		expect(asked).toBeGreaterThanOrEqual(noteCount);
		const { exposedPicoUsd } = await stored(workplace);
		expect(exposedPicoUsd).toBe(usd(cut * worstUsd + answered * 3));
	});

	it('ends the judging where a judge bills more than the worst case of its questions', async () => {
		const { workplace, server } = await place(
			() => ({ kind: 'answer', tokens: 5 * worstUsd }),
			String(whole)
		);
		const { code, stderr } = await runBench(['run'], { workplace });
		expect([code, stderr]).toEqual([6, stderr]);
		expect(stderr).toContain('billed more than the worst case of a request');
		// A fifth of them are the cap at this price; what had been allowed by then may have been sent.
		expect(server.requests().length).toBeLessThan(noteCount);
		const { exposedPicoUsd, judgements } = await stored(workplace);
		expect(judgements).toBe(server.requests().length);
		expect(exposedPicoUsd).toBe(usd(server.billedTokens()));
	});

	it('counts questions on the wire at their worst where the worker that asks them dies, and none that was never sent', async () => {
		const { workplace, server } = await place(
			() => ({ kind: 'answer', tokens: worstUsd, afterMs: 600_000 }),
			String(whole)
		);
		const workers = dyingWorkers(workplace);
		const bench = startBench(['run', '--json'], { workplace, env: workers.env });
		await expect.poll(() => server.requests().length).toBe(4);
		workers.die();
		expect((await bench.ended).code).toBe(1);
		expect(await stored(workplace)).toEqual({ exposedPicoUsd: usd(4 * worstUsd), judgements: 0 });
	});
});

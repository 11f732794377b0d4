/** One process at a time spends from the cap of a run: whoever asks judges has the run, until it has ended or was killed. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { listRuns } from '#db/runs.server.ts';
import {
	billedPrice,
	serveBilling,
	type Billed,
	type BillingServer
} from './support/billing-server.ts';
import {
	runBench,
	startBench,
	type RunningBench,
	type Workplace
} from './support/bench-process.ts';
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
const whole = noteCount * worstUsd;
const cap = String(whole + 200);

interface Place {
	workplace: Workplace;
	server: BillingServer;
	/** Id and state of the only run, as `bench runs list` shows them. */
	shown: () => Promise<{ id: string; state: string }>;
	judge: (id: string) => RunningBench;
}

/** `judges` of the config are written once they are wanted, so that a run can be measured without them. */
const openPlace = async (bill: (n: number) => Billed): Promise<Place & { judged: () => void }> => {
	const workplace = notesPlace();
	writeNotes(workplace, { maxOutputTokens: worstUsd });
	const server = await serveBilling(bill);
	const candidate = await serveNotes('good', 1);
	const judge = {
		id: 'judge',
		kind: 'measured-api',
		protocol: 'openai-chat',
		baseUrl: `http://127.0.0.1:${String(server.port)}/v1`,
		model: 'judge-model',
		price: billedPrice
	};
	const write = (judges: Record<string, unknown>[] | null): void => {
		writeConfig(workplace, notesConfig([candidate], judges, { maxSpendUsd: cap }));
	};
	write(null);
	return {
		workplace,
		server,
		judged: () => {
			write([{ target: judge, concurrency: 4 }]);
		},
		shown: async () => {
			const list = await runBench(['runs', 'list', '--json'], { workplace });
			const [run] = JSON.parse(list.stdout) as { id: string; state: string }[];
			return run ?? { id: '', state: '' };
		},
		judge: (id) => startBench(['judge', 'run', id, '--config', 'bench.yaml'], { workplace })
	};
};

/** A run that is measured and that no judge was asked about. */
const measured = async (bill: (n: number) => Billed): Promise<Place & { id: string }> => {
	const place = await openPlace(bill);
	await runBench(['run'], place);
	place.judged();
	return { ...place, id: (await place.shown()).id };
};

const untilAsked = async ({ server }: Place, { child }: RunningBench): Promise<void> => {
	while (server.requests().length === 0 && child.exitCode === null) {
		await new Promise((go) => setTimeout(go, 5));
	}
};

/** The first answers come late, so that nothing is written while the asking is stopped. */
const slowly = (n: number): Billed => ({
	kind: 'answer',
	tokens: worstUsd,
	afterMs: n < 4 ? 2_000 : 50
});

describe('a run that judges are asked about', () => {
	it('is judged by one process at a time, and is as it was once that has ended', async () => {
		const place = await measured(slowly);
		const { id, server, workplace } = place;
		const first = place.judge(id);
		await untilAsked(place, first);
		// It goes on when all others have tried, however long they take.
		first.child.kill('SIGSTOP');
		expect((await place.shown()).state).toBe('running');
		const second = await place.judge(id).ended;
		expect([second.code, second.stderr]).toEqual([2, second.stderr]);
		expect(second.stderr).toContain(`by process ${String(first.child.pid)} on `);
		const flags = ['--config', 'bench.yaml'];
		const others = [
			['judge', 'calibrate', id, ...flags],
			['retry', id],
			['resume', id],
			['regrade', id]
		];
		for (const args of others) {
			const other = await runBench(args, { workplace });
			expect([args[0], other.code, other.stderr]).toEqual([args[0], 2, other.stderr]);
		}
		first.child.kill('SIGCONT');
		const ended = await first.ended;
		expect([ended.code, ended.stderr]).toEqual([0, ended.stderr]);
		expect(server.billedTokens()).toBe(whole);
		expect((await place.shown()).state).toBe('complete');
	});

	it('is judged on by another process once the one that had it was killed, and stays what was measured', async () => {
		const place = await measured((n) =>
			n < 8 ? slowly(n) : { kind: 'answer', tokens: 1, afterMs: 1 }
		);
		const { id, workplace } = place;
		const first = place.judge(id);
		await untilAsked(place, first);
		first.child.kill('SIGKILL');
		await first.ended;
		expect((await place.shown()).state).toBe('complete');
		const second = await place.judge(id).ended;
		expect([second.code, second.stderr]).toEqual([0, second.stderr]);
		const database = await openDatabase(workplace.databaseUrl);
		try {
			const [run] = await listRuns(database, { limit: 1 });
			expect(run).toMatchObject({ state: 'complete', stateReason: null });
			expect(run?.endedAtUtc).not.toBeNull();
		} finally {
			await database.close();
		}
	});

	it('belongs to bench run until its judges have been asked', async () => {
		const place = await openPlace(slowly);
		place.judged();
		const run = startBench(['run'], place);
		await untilAsked(place, run);
		run.child.kill('SIGSTOP');
		const { id, state } = await place.shown();
		expect(state).toBe('running');
		expect((await place.judge(id).ended).code).toBe(2);
		run.child.kill('SIGCONT');
		// On a busy machine it may have been the client that was measured.
		expect([0, 4]).toContain((await run.ended).code);
		expect(place.server.billedTokens()).toBe(whole);
		expect((await place.shown()).state).toBe('complete');
	});
});

/** A run that was broken off is gone on with: what was planned is measured exactly once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '#core/random.ts';
import type { Cell, Stage } from '#core/run.ts';
import type { Attempt } from '#core/attempt.ts';
import { openDatabase } from '#db/client.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { createWorkplace, startBench, type Workplace } from './support/bench-process.ts';
import { response, serveRaw, streamOf, type RawServer } from './support/raw-server.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';
import { storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from './support/small-scenario.ts';

interface Slow {
	server: RawServer;
	workplace: Workplace;
	/** How the model calls itself from now on. */
	rename: (model: string) => void;
	/** Begins the run and kills it once so many requests have come. */
	killAfter: (requests: number) => Promise<void>;
	/** The same, with a run that is gone on with. */
	killResumedAfter: (requests: number) => Promise<void>;
	resume: (...args: string[]) => Promise<Recorded>;
	stored: () => Promise<{
		id: string;
		state: string;
		cells: { cell: Cell; stages: { stage: Stage; attempts: Attempt[] }[] }[];
	}>;
}

const answerMs = 15;

const openSlow = async (
	loads: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Promise<Slow> => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace);
	let model = 'one';
	const server = await serveRaw((socket) => {
		const text = streamOf(['red'], { model });
		const whole = response('200 OK', { 'content-type': 'text/event-stream' }, text);
		setTimeout(() => socket.write(whole), answerMs).unref();
	});
	onTestFinished(() => server.close());
	writeConfig(workplace, coloursConfig([selfHosted(server.port)], { loads, ...changes }));
	const kill = async (args: string[], requests: number): Promise<void> => {
		const wanted = server.requests().length + requests;
		const bench = startBench(args, { workplace });
		while (server.requests().length < wanted && bench.child.exitCode === null) {
			await new Promise((go) => setTimeout(go, 2));
		}
		bench.child.kill('SIGKILL');
		await bench.ended;
	};
	return {
		server,
		workplace,
		rename: (name) => {
			model = name;
		},
		killAfter: (requests) => kill(['run'], requests),
		killResumedAfter: (requests) => kill(['resume'], requests),
		resume: (...args) => callCommand('resume', [...args, '--db', workplace.databaseUrl, '--json']),
		stored: async () => {
			const database = await openDatabase(workplace.databaseUrl);
			try {
				const [run] = await listRuns(database, { limit: 1 });
				return {
					id: run?.id ?? '',
					state: run?.state ?? '',
					cells: await storedRun(database, run?.id ?? '')
				};
			} finally {
				await database.close();
			}
		}
	};
};

const codeOf = ({ error }: Recorded): string | null =>
	error === null ? null : (error as { code: string }).code;

/** Whether a run went to its end: on a busy machine it may have been the client that was measured. */
const isThrough = (recorded: Recorded): boolean =>
	[null, 'E_RUN_INVALID'].includes(codeOf(recorded));

/** Places by the stage that was planned, each as often as it is stored. */
const placesByLoad = (stages: readonly { stage: Stage; attempts: Attempt[] }[]): number[][] => {
	const byRoot = new Map<string, number[]>();
	for (const { stage, attempts } of stages) {
		const root = stage.continuesStageId ?? stage.id;
		byRoot.set(root, [...(byRoot.get(root) ?? []), ...attempts.map(({ ordinal }) => ordinal)]);
	}
	return [...byRoot.values()].map((places) => places.toSorted((a, b) => a - b));
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

describe('bench resume', () => {
	it('measures what was planned exactly once, however often and whenever the process is killed', async () => {
		const slow = await openSlow([
			{ kind: 'closed', concurrency: 3, requests: 30 },
			{ kind: 'constant', ratePerS: 60, durationS: 0.5 },
			{ kind: 'closed', concurrency: 2, requests: 14 }
		]);
		const random = createRandom(Date.now(), 'moments of killing');
		await slow.killAfter(1 + Math.floor(random() * 30));
		for (let kill = 0; kill < 2; kill++) await slow.killResumedAfter(1 + Math.floor(random() * 30));
		const told = await slow.resume();
		// All may have been done already: the last kill then found nothing to kill.
		if (codeOf(told) === 'E_NOT_FOUND') expect((await slow.stored()).state).toBe('complete');
		else expect(isThrough(told)).toBe(true);
		const { cells, state } = await slow.stored();
		expect(state).toBe('complete');
		const [{ stages }] = cells as [(typeof cells)[0]];
		expect(placesByLoad(stages)).toEqual([upTo(30), upTo(30), upTo(14)]);
		// Each item is asked in its turn, and each try has a number of its own.
		const tries = stages.flatMap(({ attempts }) =>
			attempts.map(({ itemId, trial }) => `${itemId ?? ''} ${String(trial)}`)
		);
		expect(new Set(tries).size).toBe(74);
		expect(Math.max(...stages.flatMap(({ attempts }) => attempts.map(({ trial }) => trial)))).toBe(
			Math.floor(73 / itemCount)
		);
	});

	it('asks again at most what was in flight, and labels what it measured', async () => {
		const slow = await openSlow([{ kind: 'closed', concurrency: 3, requests: 120 }]);
		await slow.killAfter(90);
		const before = await slow.stored();
		const [first] = before.cells[0]!.stages;
		const storedBefore = first!.attempts.length;
		const sentBefore = slow.server.requests().length;
		const told = await slow.resume();
		expect(isThrough(told)).toBe(true);
		expect(storedBefore).toBeGreaterThan(0);
		expect(slow.server.requests().length - sentBefore).toBe(120 - storedBefore);
		const { id, cells } = await slow.stored();
		const [root, rest] = cells[0]!.stages.map(({ stage }) => stage);
		expect(rest).toMatchObject({ continuesStageId: root?.id, state: 'complete' });
		expect(root?.state).toBe('interrupted');
		// What was stored before the kill has figures, which nobody can vouch for.
		expect(root?.summary).toMatchObject({
			completed: storedBefore,
			validity: { verdict: 'client-bound' }
		});
		expect(root?.summary?.validity.reasons[0]).toContain('the process was killed');
		const json = JSON.parse(told.stdout) as RunJson & { segments: { stagesBefore: number }[] };
		expect(json.storedAttempts).toBe(120);
		expect(json.segments).toMatchObject([{ stagesBefore: 0 }, { stagesBefore: 1, drift: [] }]);
		const shown = await callCommand('runs', ['show', id, '--db', slow.workplace.databaseUrl]);
		expect(shown.stdout).toContain('closed ×3, the rest');
		expect(shown.stdout).toMatch(/Broken off, and gone on with\n {2}\d{4}-.*: after 1 stage/);
	});

	it('refuses to go on under another config, and names what has changed', async () => {
		const slow = await openSlow([{ kind: 'closed', concurrency: 2, requests: 20 }]);
		await slow.killAfter(6);
		const file = slow.workplace.file('bench.yaml');
		const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
		writeFileSync(file, JSON.stringify({ ...config, seed: 7 }));
		const before = slow.server.requests().length;
		const told = await slow.resume();
		expect(told.error).toMatchObject({ code: 'E_DRIFT', exitCode: 2 });
		expect(told.error?.message).toContain('the config says something else: seed');
		expect(slow.server.requests()).toHaveLength(before);
		expect((await slow.stored()).state).toBe('running');
	});

	it('refuses another scenario, and with --allow-drift goes on and keeps what had changed', async () => {
		const slow = await openSlow([{ kind: 'closed', concurrency: 2, requests: 20 }]);
		await slow.killAfter(6);
		const items = slow.workplace.file('colours/items.jsonl');
		writeFileSync(
			items,
			readFileSync(items, 'utf8').replace('"reference":"green"', '"reference":"red"')
		);
		expect((await slow.resume()).error?.message).toContain(
			'the items, the prompt or the grading of colours have changed'
		);
		expect(isThrough(await slow.resume('--allow-drift'))).toBe(true);
		const { id, state } = await slow.stored();
		expect(state).toBe('complete');
		const database = await openDatabase(slow.workplace.databaseUrl);
		const segments = await segmentsOfRun(database, id);
		await database.close();
		expect(segments.map(({ drift }) => drift)).toEqual([
			[],
			['the items, the prompt or the grading of colours have changed']
		]);
	});

	it('ends where another model answers than before, unless that is wanted', async () => {
		const slow = await openSlow([
			{ kind: 'closed', concurrency: 2, requests: 10 },
			{ kind: 'closed', concurrency: 2, requests: 200 }
		]);
		await slow.killAfter(40);
		slow.rename('two');
		const told = await slow.resume();
		expect(told.error).toMatchObject({ code: 'E_DRIFT' });
		expect(told.error?.message).toContain('now answers as the model "two", before it was "one"');
		// Those in flight at the most.
		expect((await slow.stored()).cells[0]!.stages.at(-1)!.attempts.length).toBeLessThan(20);
		const mixed = await slow.resume('--allow-drift');
		expect(isThrough(mixed)).toBe(true);
		expect((await slow.stored()).state).toBe('complete');
		const { segments } = JSON.parse(mixed.stdout) as { segments: { drift: string[] }[] };
		expect(segments.at(-1)?.drift).toEqual([
			'"ours" answered as the model "two", before it was "one"'
		]);
	});

	it('goes on with no run that is complete, that is measured still, or that is not there', async () => {
		const slow = await openSlow([{ kind: 'closed', concurrency: 2, requests: 4 }]);
		const run = startBench(['run'], { workplace: slow.workplace });
		await run.ended;
		expect(await slow.resume()).toMatchObject({ error: { code: 'E_NOT_FOUND' } });
		const { id } = await slow.stored();
		expect((await slow.resume(id)).error?.message).toContain('is complete');
		expect(await slow.resume('20990101')).toMatchObject({ error: { code: 'E_NOT_FOUND' } });
		const long = await openSlow([{ kind: 'closed', concurrency: 1, requests: 2_000 }]);
		const running = startBench(['run'], { workplace: long.workplace });
		while (long.server.requests().length < 2) await new Promise((go) => setTimeout(go, 5));
		const refused = await long.resume((await long.stored()).id);
		running.child.kill('SIGKILL');
		await running.ended;
		expect(refused.error?.message).toContain(
			`is still being measured by process ${String(running.child.pid)}`
		);
	});
});

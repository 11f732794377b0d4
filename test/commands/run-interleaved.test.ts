/** Targets that take turns in a load, from the config to what is stored, over real sockets. */
import { describe, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, startBench } from './support/bench-process.ts';
import { storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const emulated = (id: string): Record<string, unknown> => ({
	id,
	kind: 'emulated',
	protocol: 'openai-chat',
	model: `${id}-model`,
	quality: 1,
	performance: fastPerformance
});

const firstOf = (run: RunJson, target: string) => {
	const stages = run.cells.find((cell) => cell.target === target)?.stages ?? [];
	return stages.map(({ interleaving, offered, windowS, state }) => ({
		blocks: interleaving?.blocks ?? [],
		planned: interleaving?.plannedBlocks,
		offered,
		windowS: windowS ?? 0,
		state
	}));
};

describe.concurrent('targets that take turns', () => {
	it('meet the same items and arrivals in each block, in the order A B B A, and a stage is the sum of its blocks', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		writeConfig(
			workplace,
			coloursConfig([emulated('a'), emulated('b')], {
				calibrate: false,
				interleave: { blocks: 2 },
				loads: [{ kind: 'poisson', ratePerS: 60, durationS: 0.4 }]
			})
		);
		const ended = await runBench(['run', '--json'], { workplace });
		const run = JSON.parse(ended.stdout) as RunJson;
		expect(run.run.state).toBe('complete');
		const [a, b] = [firstOf(run, 'a'), firstOf(run, 'b')];
		expect(a.map(({ state }) => state)).toEqual(['complete']);
		for (const [i, ofA] of a.entries()) {
			const ofB = b[i];
			expect(ofA.planned).toBe(2);
			expect(ofA.blocks).toHaveLength(2);
			const due = ofA.blocks.map(({ requests }) => requests);
			expect(ofB?.blocks.map(({ requests }) => requests)).toEqual(due);
			expect(due.reduce((sum, each) => sum + each, 0)).toBe(ofA.offered);
			const turns = ofA.blocks.flatMap((block, n) => {
				const other = ofB?.blocks[n];
				return n % 2 === 0 ? [block, other] : [other, block];
			});
			const moments = turns.flatMap((block) => [block?.startedAtUtc, block?.endedAtUtc]);
			expect(moments).toEqual(moments.toSorted());
			// The other's turns are on no clock.
			const startedMs = Date.parse(ofA.blocks[0]?.startedAtUtc ?? '');
			const wallS = (Date.parse(ofA.blocks[1]?.endedAtUtc ?? '') - startedMs) / 1_000;
			expect(ofA.windowS).toBeLessThan(wallS - (ofB?.windowS ?? 0));
		}

		const compared = await runBench(['compare', 'a', 'b', '--json'], { workplace });
		expect(JSON.parse(compared.stdout)).toMatchObject([
			{ measured: { kind: 'in-turns', pairs: 2, e2eMs: { pairs: 2 } } }
		]);

		const database = await openDatabase(workplace.databaseUrl);
		const cells = await storedRun(database, run.run.id);
		await database.close();
		const [ofA, ofB] = cells.map(({ stages }) =>
			stages.map(({ attempts }) =>
				attempts
					.toSorted((x, y) => x.ordinal - y.ordinal)
					.map(({ ordinal, itemId, trial }) => [ordinal, itemId, trial])
			)
		);
		expect(ofA).toEqual(ofB);
		expect(ofA?.[0]?.map(([ordinal]) => ordinal)).toEqual(
			Array.from({ length: a[0]?.offered ?? 0 }, (_, i) => i)
		);
	});

	it('leave both stages interrupted, with what was measured, where the run is stopped in a block', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const server = await serveColours({ performance: { ...fastPerformance, overheadMs: 50 } });
		try {
			writeScenario(workplace);
			writeConfig(
				workplace,
				coloursConfig([selfHosted(server.port), selfHosted(server.port, { id: 'theirs' })], {
					calibrate: false,
					interleave: { blocks: 4 },
					loads: [{ kind: 'closed', concurrency: 1, requests: 80 }]
				})
			);
			const running = startBench(['run', '--json'], { workplace });
			// The 20 requests of the first block, and some of the second, which is the other target's.
			const health = `http://127.0.0.1:${String(server.port)}/health`;
			const count = async (): Promise<number> =>
				((await (await fetch(health)).json()) as { requests: number }).requests;
			while ((await count()) <= 22) await new Promise((resolve) => setTimeout(resolve, 10));
			running.child.kill('SIGINT');
			const ended = await running.ended;
			expect(ended.code).toBe(130);
			const run = JSON.parse(ended.stdout) as RunJson;
			for (const target of ['ours', 'theirs']) {
				const [stage] = firstOf(run, target);
				expect(stage?.state).toBe('interrupted');
				expect(stage?.blocks.length).toBeGreaterThan(0);
				expect(stage?.offered).toBeLessThan(80);
			}
			expect(run.storedAttempts).toBe(
				run.cells.reduce((sum, { stages }) => sum + (stages[0]?.offered ?? 0), 0)
			);
		} finally {
			await server.close();
		}
	});
});

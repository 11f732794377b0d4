/** `bench run` of a scenario in which the model acts: turns over real sockets, a world in the real sandbox, kept in a real database. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { attemptCountsOf } from '#db/measured-counts.server.ts';
import { pairedAnswers } from '#db/paired-answers.server.ts';
import type { Transcript } from '#core/transcript.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { fastPerformance } from './support/small-scenario.ts';

const itemCount = 8;
const maxTurns = 4;

const yaml = `id: lamps
version: 1
title: Lamps
summary: A scenario for tests.
prompt: { system: You switch lamps., user: 'Switch {{lamp}} on.' }
maxOutputTokens: 200
conversation:
  maxTurns: ${String(maxTurns)}
  tools:
    - name: look
      description: Shows a lamp
      parameters: { type: object, properties: { lamp: { type: string } }, required: [lamp] }
    - name: switch_on
      description: Switches it on
      parameters: { type: object, properties: { lamp: { type: string } }, required: [lamp] }
grader: { kind: final-state }
slo: ttft<5s,e2e<20s
traffic: { arrivals: poisson, peakToAverage: 2, source: test }
demand: { requestsPerMonth: 1000, source: test }
`;

const world = `
export const start = ({ lamp }) => ({ lamps: { [lamp]: { on: false }, other: { on: false } } });
export const tools = {
	look: (state, { lamp }) => state.lamps[lamp],
	switch_on(state, { lamp }) {
		if (!state.lamps[lamp]) throw new Error('no such lamp');
		state.lamps[lamp].on = true;
		return { lamp, on: true };
	}
};`;

const call = (name: string, lamp: string) => ({ name, arguments: { lamp } });

const items = Array.from({ length: itemCount }, (_, index) => {
	const lamp = `lamp-${String(index)}`;
	return {
		id: lamp,
		input: { lamp },
		world: { lamp },
		reference: {
			solution: {
				turns: [[call('look', lamp)], [call('switch_on', lamp)]],
				message: `${lamp} is on.`
			},
			wrong: [
				// Looks on and on: never finishes.
				{ turns: Array.from({ length: 9 }, () => [call('look', lamp)]), message: 'Never said.' }
			],
			changes: { lamps: { changed: { [lamp]: { on: true } } } },
			facts: [lamp]
		},
		language: 'en'
	};
});

const price = {
	kind: 'per-token',
	inputUsdPerMtok: 10,
	outputUsdPerMtok: 100,
	source: 'test',
	checkedOn: '2026-11-01'
};

const emulated = (id: string, protocol: string, quality: number, faults: object = {}) => ({
	kind: 'emulated',
	id,
	protocol,
	model: 'emulated',
	quality,
	performance: fastPerformance,
	faults,
	price
});

const measure = async (workplace: Workplace, targets: object[]): Promise<RunJson> => {
	const folder = workplace.file('lamps');
	mkdirSync(folder);
	writeFileSync(join(folder, 'scenario.yaml'), yaml);
	writeFileSync(join(folder, 'world.js'), world);
	writeFileSync(
		join(folder, 'items.jsonl'),
		items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
	writeConfig(workplace, {
		name: 'lamps',
		seed: 1,
		scenarios: [{ use: './lamps' }],
		targets,
		loads: [{ kind: 'closed', concurrency: 3, requests: itemCount }]
	});
	const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
	// How busy this machine is decides whether its timings can be trusted, which is not asked here.
	expect([0, 4], stderr).toContain(code);
	return JSON.parse(stdout) as RunJson;
};

describe('a run of conversations', () => {
	it('plays every turn, grades what has changed, and counts a conversation as one answer that all its requests were paid for', async () => {
		using workplace = createWorkplace();
		const json = await measure(workplace, [
			emulated('chat', 'openai-chat', 1),
			emulated('messages', 'anthropic-messages', 0.5)
		]);
		const [chat, messages] = json.cells.map(({ stages }) => stages[0]!);
		expect(chat).toMatchObject({
			offered: 3 * itemCount,
			completed: 3 * itemCount,
			conversations: { begun: itemCount, requestsEach: 3 },
			passRate: { n: itemCount, successes: itemCount }
		});
		// Half of them go on until the limit of turns, which is a wrong answer and no error.
		expect(messages).toMatchObject({
			offered: (3 * itemCount) / 2 + (maxTurns * itemCount) / 2,
			passRate: { n: itemCount, successes: itemCount / 2 }
		});

		const database = await openDatabase(workplace.databaseUrl);
		try {
			const cells = await storedRun(database, json.run.id);
			const [first, second] = cells;
			for (const { cell, stages } of cells) {
				const attempts = stages.flatMap((stage) => stage.attempts);
				const answers = await answersOfCell(database, cell.id);
				expect(answers).toHaveLength(itemCount);
				for (const answer of answers) {
					const turns = attempts.filter(({ itemId }) => itemId === answer.itemId);
					expect(turns.map(({ turn }) => turn).sort()).toEqual(turns.map((_, turn) => turn));
					// The answer belongs to the last of them.
					expect(answer.attemptId).toBe(turns.find(({ turn }) => turn === turns.length - 1)!.id);
					const transcript = JSON.parse(answer.text) as Transcript;
					expect(transcript.message === null).toBe(!answer.grade!.passed);
					expect(transcript.turns.length + (transcript.message === null ? 0 : 1)).toBe(
						turns.length
					);
				}
				expect(await attemptCountsOf(database, cell.id)).toMatchObject({
					requests: itemCount,
					answeredRequests: itemCount,
					attempts: attempts.length
				});
			}
			const paired = await pairedAnswers(database, first!.cell.id, second!.cell.id);
			for (const { itemId, a } of paired) {
				const turns = first!.stages
					.flatMap(({ attempts }) => attempts)
					.filter((attempt) => attempt.itemId === itemId);
				const sum = turns.reduce((usd, { costUsd }) => usd + Number(costUsd), 0);
				expect(Number(a!.costUsd)).toBeCloseTo(sum, 9);
				expect(a!.usage!.outputTokens).toBe(
					turns.reduce((tokens, { usage }) => tokens + usage!.outputTokens!, 0)
				);
			}
		} finally {
			await database.close();
		}

		const regraded = await runBench(['regrade', json.run.id, '--json'], { workplace });
		expect(regraded.code, regraded.stderr).toBe(0);
		expect(JSON.parse(regraded.stdout)).toMatchObject({
			cells: [
				{ answers: itemCount, nowRight: [], nowWrong: [], before: 1, after: 1 },
				{ answers: itemCount, nowRight: [], nowWrong: [], before: 0.5, after: 0.5 }
			]
		});
	}, 120_000);

	it('has no answer where a request of it fails: missing, neither right nor wrong', async () => {
		using workplace = createWorkplace();
		const json = await measure(workplace, [
			emulated('failing', 'openai-chat', 1, { serverError: 1 })
		]);
		expect(json.cells[0]!.stages[0]).toMatchObject({
			offered: itemCount,
			completed: 0,
			passRate: { n: 0 }
		});
		const database = await openDatabase(workplace.databaseUrl);
		const [stored] = await storedRun(database, json.run.id);
		const answers = await answersOfCell(database, stored!.cell.id);
		await database.close();
		expect(answers.map(({ grade }) => grade)).toEqual(items.map(() => null));
	}, 60_000);
});

/** `bench run` of users who say more than once: the model's own answers go back to it over real sockets, and the last one is graded. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import type { OpenLoad } from '#core/load-rate.ts';
import { requestsOfMix } from '#bench/load/schedule.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { fastPerformance, selfHosted, writeScenario } from './support/small-scenario.ts';

const thinkMs = 40;

const yaml = `id: orders
version: 1
title: Orders
summary: A scenario for tests.
prompt: { system: You are a desk., user: 'My order is {{order}}.' }
maxOutputTokens: 20
thinkTimeS: ${String(thinkMs / 1_000)}
grader: { kind: label, labels: [red, green] }
slo: e2e<20s
traffic: { arrivals: poisson, peakToAverage: 2, source: test }
demand: { requestsPerMonth: 1000, source: test }
`;

const colours = ['red', 'green', 'red', 'green', 'red'];
const items = colours.map((colour, i) => ({
	id: `order-${String(i)}`,
	input: { order: `number ${String(i)}, ${colour}`, colour },
	// The last user says all at once.
	...(i < 4 && { turns: ['It came broken.', 'Which colour was it?'] }),
	reference: colour,
	language: 'en'
}));

interface Said {
	role: string;
	content: string | { text: string }[];
}
const textOf = ({ content }: Said): string =>
	typeof content === 'string' ? content : content.map(({ text }) => text).join('');

/** Answers with the colour where it is asked for, and before with how much it has heard. */
const answerTo = (messages: Said[]): string => {
	const heard = messages.map(textOf).join(' ');
	const isLast =
		messages.length === 1 ? heard.includes('number 4') : heard.includes('Which colour');
	return isLast
		? (/(red|green)/.exec(heard)?.[1] ?? '')
		: `Noted, message ${String(messages.length)}.`;
};

const workplace = createWorkplace();
const heard: Said[][] = [];
const server = createServer((request, response) => {
	let body = '';
	request.on('data', (part: Buffer) => (body += part.toString()));
	request.on('end', () => {
		const { messages } = JSON.parse(body) as { messages: Said[] };
		const said = messages.filter(({ role }) => role !== 'system');
		heard.push(said);
		const text = answerTo(said);
		response.setHeader('content-type', 'application/json');
		response.end(
			JSON.stringify(
				request.url?.endsWith('/messages')
					? {
							id: 'm',
							type: 'message',
							role: 'assistant',
							model: 'desk',
							content: [{ type: 'text', text }],
							stop_reason: 'end_turn',
							stop_sequence: null,
							usage: { input_tokens: 9, output_tokens: 3 }
						}
					: {
							id: 'c',
							object: 'chat.completion',
							created: 1,
							model: 'desk',
							choices: [
								{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }
							],
							usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
						}
			)
		);
	});
});

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const folder = workplace.file('orders');
	mkdirSync(folder);
	writeFileSync(join(folder, 'scenario.yaml'), yaml);
	writeFileSync(
		join(folder, 'items.jsonl'),
		items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	workplace[Symbol.dispose]();
});

const run = async (target: Record<string, unknown>): Promise<RunJson> => {
	writeConfig(workplace, {
		name: 'turns',
		scenarios: [{ use: './orders' }],
		targets: [{ id: 'desk', model: 'desk', ...target }],
		loads: [{ kind: 'closed', concurrency: 2, requests: items.length }]
	});
	const { stdout } = await runBench(['run', 'bench.yaml', '--json'], { workplace });
	return JSON.parse(stdout) as RunJson;
};

/** Every further request of a conversation is due when its user has thought. */
const expectThought = (ofStage: readonly Attempt[]): void => {
	const further = [...Map.groupBy(ofStage, ({ ordinal }) => ordinal).values()].flatMap(
		(attempts) => {
			const inOrder = attempts.sort((a, b) => a.turn - b.turn);
			return inOrder.slice(1).map(({ dueMs }, i) => dueMs - inOrder[i]!.endMs!);
		}
	);
	expect(further.length).toBeGreaterThan(0);
	// Moments are stored to the microsecond.
	for (const thoughtMs of further) expect(thoughtMs).toBeGreaterThan(thinkMs - 0.01);
};

describe('users who say more than once', () => {
	it.each(['openai-chat', 'anthropic-messages'])(
		'get answers of %s that know the earlier ones, and the last one is graded',
		async (protocol) => {
			heard.length = 0;
			const { port } = server.address() as AddressInfo;
			const json = await run({
				kind: 'self-hosted',
				protocol,
				baseUrl: `http://127.0.0.1:${String(port)}/v1`,
				parameters: { stream: false }
			});
			const [stage] = json.cells[0]!.stages;
			expect(stage).toMatchObject({
				offered: 13,
				completed: 13,
				conversations: { begun: 5, requestsEach: 2.6 },
				passRate: { successes: 5, n: 5 }
			});
			const lasts = heard.filter((messages) => messages.length === 5);
			expect(lasts).toHaveLength(4);
			for (const messages of lasts) {
				expect(messages.map(({ role }) => role)).toStrictEqual([
					'user',
					'assistant',
					'user',
					'assistant',
					'user'
				]);
				expect(messages.slice(1, 4).map(textOf)).toStrictEqual([
					'Noted, message 1.',
					'It came broken.',
					'Noted, message 3.'
				]);
			}
			const database = await openDatabase(workplace.databaseUrl);
			const [cell] = await storedRun(database, json.run.id);
			const answers = await answersOfCell(database, cell!.cell.id);
			await database.close();
			expect(answers.map(({ itemId, text }) => [itemId, text]).sort()).toStrictEqual(
				items.map(({ id, reference }) => [id, reference])
			);
			expectThought(cell!.stages[0]!.attempts);
		}
	);

	it('think in a mix as in any open loop, each arrival a conversation, while another scenario is asked', async () => {
		const { port } = server.address() as AddressInfo;
		writeScenario(workplace);
		const load: OpenLoad = { kind: 'constant', ratePerS: 50, durationS: 0.4 };
		const weights = { './orders': 1, './colours': 1 };
		writeConfig(
			workplace,
			{
				name: 'mixed turns',
				scenarios: [{ use: './orders' }, { use: './colours' }],
				targets: [selfHosted(port, { id: 'desk', model: 'desk', parameters: { stream: false } })],
				mixes: [{ id: 'desk', weights, loads: [load] }]
			},
			'mixed.yaml'
		);
		const { stdout } = await runBench(['run', 'mixed.yaml', '--json'], { workplace });
		const json = JSON.parse(stdout) as RunJson;
		const [orders, others] = stagesOf(json);
		const scenarios = Object.entries(weights).map(([scenario, weight]) => ({ scenario, weight }));
		const [begun, asked] = requestsOfMix({ kind: 'mix', mix: 'desk', load, scenarios }, 1);
		expect(orders?.conversations?.begun).toBe(begun);
		expect([others?.conversations, others?.offered]).toStrictEqual([null, asked]);
		expect(orders?.passRate).toMatchObject({ successes: 5, n: 5 });
		const database = await openDatabase(workplace.databaseUrl);
		const [cell] = await storedRun(database, json.run.id);
		await database.close();
		expectThought(cell!.stages[0]!.attempts);
	});

	it('are known to the emulator, which answers right as often as it is told', async () => {
		const json = await run({
			kind: 'emulated',
			protocol: 'openai-chat',
			quality: 0.6,
			performance: fastPerformance
		});
		expect(json.cells[0]!.stages[0]).toMatchObject({
			offered: 13,
			passRate: { successes: 3, n: 5 }
		});
	});

	it('are planned with all of their requests, each holding what was said before', async () => {
		const { stdout } = await runBench(['plan', 'bench.yaml', '--json'], { workplace });
		const plan = JSON.parse(stdout) as { cells: { requests: number }[] };
		expect(plan.cells[0]!.requests).toBe(13);
	});

	it('must have what their messages name, and think only where there is a further message', async () => {
		const folder = workplace.file('wrong');
		mkdirSync(folder);
		writeFileSync(join(folder, 'scenario.yaml'), yaml.replace('id: orders', 'id: wrong'));
		const write = (turns?: string[]): void => {
			writeFileSync(
				join(folder, 'items.jsonl'),
				JSON.stringify({ ...items[4], ...(turns && { turns }) })
			);
		};
		const problems = async (): Promise<string[]> => {
			const { stdout, stderr } = await runBench(['validate', 'wrong/scenario.yaml', '--json'], {
				workplace
			});
			return [stdout, stderr];
		};
		write(['In {{town}}?']);
		expect((await problems()).join('\n')).toContain(
			'uses {{town}}, which \\"input\\" does not have'
		);
		write();
		expect((await problems()).join('\n')).toContain('no item has \\"turns\\"');
	});
});

/** Conversations of a run that was stopped between two of their requests: nobody has answered them, so they are held again from their first message. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sumUsd } from '#bench/economics/prices/attempt-cost.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { attemptsExposedUsd } from '#db/spend.server.ts';
import { billedPrice } from './support/billing-server.ts';
import { runBench, startBench, type Workplace } from './support/bench-process.ts';
import { openWorkplace } from './support/probe.ts';
import { storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { selfHosted } from './support/small-scenario.ts';

const conversations = 4;
/** Requests of each. */
const turns = 3;

const common = `version: 1
title: Desk
summary: A scenario for tests.
maxOutputTokens: 16
slo: e2e<20s
traffic: { arrivals: poisson, peakToAverage: 2, source: test }
demand: { requestsPerMonth: 1000, source: test }
`;

const colours = ['red', 'green', 'blue', 'grey'];
const names = Array.from({ length: conversations }, (_, i) => `order ${String(i)}`);

const talk = {
	yaml: `id: desk
${common}prompt: { system: You are a desk., user: 'My {{order}} is {{colour}}.' }
grader: { kind: label, labels: [red, green, blue, grey] }
`,
	items: names.map((order, i) => ({
		id: `item-${String(i)}`,
		input: { order, colour: colours[i] },
		turns: ['It came broken.', 'Which colour was it?'],
		reference: colours[i],
		language: 'en'
	}))
};

const act = {
	yaml: `id: desk
${common}prompt: { system: You are a desk., user: 'Send {{order}}.' }
conversation:
  maxTurns: 4
  tools:
    - name: send
      description: Sends an order
      parameters: { type: object, properties: { order: { type: string } }, required: [order] }
grader: { kind: final-state }
`,
	world: `export const start = ({ order }) => ({ orders: { [order]: { sent: 0 } } });
export const tools = { send(state, { order }) { state.orders[order].sent++; return { order }; } };`,
	items: names.map((order, i) => ({
		id: `item-${String(i)}`,
		input: { order },
		world: { order },
		reference: {
			solution: {
				turns: [[{ name: 'send', arguments: { order } }], [{ name: 'send', arguments: { order } }]],
				message: `${order} is sent.`
			},
			wrong: [{ turns: [], message: 'No.' }],
			changes: { orders: { changed: { [order]: { sent: 2 } } } },
			facts: [order]
		},
		language: 'en'
	}))
};

interface Heard {
	/** Which conversation. */
	order: string;
	/** Which of its requests, from 0. */
	turn: number;
}

interface Desk {
	workplace: Workplace;
	port: number;
	/** Requests so far. */
	heard: Heard[];
	/** Whether a request is kept waiting, from now on. */
	hold: (isHeld: (heard: Heard, n: number) => boolean) => void;
	/** Answers those that wait. */
	release: () => void;
}

/** An endpoint that knows how each of the conversations goes right, in a workplace with their scenario. */
const openDesk = async (scenario: typeof talk | typeof act): Promise<Desk> => {
	const workplace = openWorkplace();
	const folder = workplace.file('desk');
	mkdirSync(folder);
	writeFileSync(join(folder, 'scenario.yaml'), scenario.yaml);
	writeFileSync(
		join(folder, 'items.jsonl'),
		scenario.items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
	if ('world' in scenario) writeFileSync(join(folder, 'world.js'), scenario.world);
	const messageOf = ({ order, turn }: Heard): object => {
		const i = names.indexOf(order);
		if (scenario === talk) return { content: turn === turns - 1 ? colours[i] : 'Noted.' };
		if (turn === turns - 1) return { content: `${order} is sent.` };
		const call = { name: 'send', arguments: JSON.stringify({ order }) };
		return {
			content: null,
			tool_calls: [{ id: `call-${String(turn)}`, type: 'function', function: call }]
		};
	};
	const heard: Heard[] = [];
	let held: (() => void)[] = [];
	let isHeld: (heard: Heard, n: number) => boolean = () => false;
	const answer = (response: ServerResponse, request: Heard): void => {
		const message = { role: 'assistant', ...messageOf(request) };
		const finish = 'tool_calls' in message ? 'tool_calls' : 'stop';
		response.setHeader('content-type', 'application/json');
		response.end(
			JSON.stringify({
				id: 'c',
				object: 'chat.completion',
				created: 1,
				model: 'desk',
				choices: [{ index: 0, message, finish_reason: finish }],
				usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 }
			})
		);
	};
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (part: Buffer) => (body += part.toString()));
		request.on('end', () => {
			const { messages = [] } = JSON.parse(body || '{}') as { messages?: { role: string }[] };
			const order = /order \d/.exec(body)?.[0] ?? '';
			const turn = messages.filter(({ role }) => role === 'assistant').length;
			heard.push({ order, turn });
			const go = (): void => {
				answer(response, { order, turn });
			};
			if (isHeld({ order, turn }, heard.length - 1)) held.push(go);
			else go();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return {
		workplace,
		port: (server.address() as AddressInfo).port,
		heard,
		hold: (next) => {
			isHeld = next;
		},
		release: () => {
			for (const go of held) go();
			held = [];
		}
	};
};

const configure = (
	{ workplace, port }: Desk,
	changes: Record<string, unknown> = {},
	target: Record<string, unknown> = {}
): void => {
	writeConfig(workplace, {
		name: 'desk',
		scenarios: [{ use: './desk' }],
		targets: [selfHosted(port, { model: 'desk', parameters: { stream: false }, ...target })],
		loads: [{ kind: 'closed', concurrency: conversations, requests: conversations }],
		calibrate: false,
		warmUp: 'none',
		...changes
	});
};

/** Runs it until the second request of each conversation waits for its answer. */
const runUntilSecondTurns = async (desk: Desk) => {
	desk.hold(({ turn }) => turn === 1);
	const bench = startBench(['run', '--json'], { workplace: desk.workplace });
	const second = (): number => desk.heard.filter(({ turn }) => turn === 1).length;
	await expect.poll(second).toBe(conversations);
	return bench;
};

const jsonOf = ({ stdout }: { stdout: string }): RunJson => JSON.parse(stdout) as RunJson;

/** What the database has of the only run. */
const stored = async ({ workplace }: Desk) => {
	const database = await openDatabase(workplace.databaseUrl);
	try {
		const [run] = await listRuns(database, { limit: 1 });
		const cells = await storedRun(database, run?.id ?? '');
		const answers = [];
		for (const { cell } of cells) answers.push(...(await answersOfCell(database, cell.id)));
		const attempts = cells.flatMap(({ stages }) => stages.flatMap((each) => each.attempts));
		return {
			id: run?.id ?? '',
			state: run?.state ?? '',
			stages: cells.flatMap(({ stages }) => stages.map(({ stage }) => stage)),
			attempts,
			answers,
			exposedUsd: await attemptsExposedUsd(database, run?.id ?? '')
		};
	} finally {
		await database.close();
	}
};

/** Each conversation is answered and right, once. */
const expectAllAnswered = ({ answers }: Awaited<ReturnType<typeof stored>>): void => {
	const right = answers.map(({ itemId, trial, grade }) => [itemId, trial, grade?.passed ?? null]);
	expect(right.sort()).toEqual(names.map((_, i) => [`item-${String(i)}`, 0, true]));
};

/** These conversations from their first to their last request. */
const wholeOf = (orders: readonly string[]): string[] =>
	orders
		.flatMap((order) => Array.from({ length: turns }, (_, turn) => `${order} ${String(turn)}`))
		.sort();
const asked = (heard: readonly Heard[]): string[] =>
	heard.map(({ order, turn }) => `${order} ${String(turn)}`).sort();

describe('a conversation that was cut', () => {
	it.each([
		['of a user who says more than once', talk],
		['of a model that calls tools', act]
	])(
		'by Ctrl-C between two requests, %s, is no answer, and is held whole by whoever goes on',
		async (_, scenario) => {
			const desk = await openDesk(scenario);
			configure(desk);
			const bench = await runUntilSecondTurns(desk);
			bench.child.kill('SIGINT');
			await bench.untilStderr(/stopping: waiting/);
			desk.release();
			const ended = await bench.ended;
			expect(ended.code).toBe(130);
			const [interrupted] = jsonOf(ended).cells[0]!.stages;
			expect(interrupted).toMatchObject({
				state: 'interrupted',
				completed: 2 * conversations,
				conversations: { begun: conversations, requestsEach: 2 },
				passRate: { n: 0 }
			});
			const before = await stored(desk);
			expect(before.attempts).toHaveLength(2 * conversations);
			expect(before.answers).toEqual([]);

			desk.hold(() => false);
			desk.heard.length = 0;
			const resumed = await runBench(['resume', '--json'], { workplace: desk.workplace });
			expect(asked(desk.heard)).toEqual(wholeOf(names));
			expect(jsonOf(resumed).cells[0]!.stages.at(-1)).toMatchObject({
				state: 'complete',
				passRate: { n: conversations, successes: conversations }
			});
			const after = await stored(desk);
			expect(after.state).toBe('complete');
			expectAllAnswered(after);
			const retried = await runBench(['retry', after.id], { workplace: desk.workplace });
			expect(retried.stderr).toContain('is without an answer');
		}
	);

	it('by the second Ctrl-C in a request is held whole as well', async () => {
		const desk = await openDesk(talk);
		configure(desk);
		const bench = await runUntilSecondTurns(desk);
		bench.child.kill('SIGINT');
		await bench.untilStderr(/stopping: waiting/);
		bench.child.kill('SIGINT');
		expect((await bench.ended).code).toBe(130);
		const before = await stored(desk);
		expect(before.attempts.map(({ outcome }) => outcome).sort()).toEqual([
			...names.map(() => 'aborted'),
			...names.map(() => 'ok')
		]);
		expect(before.answers).toEqual([]);
		desk.hold(() => false);
		desk.heard.length = 0;
		await runBench(['resume'], { workplace: desk.workplace });
		expect(asked(desk.heard)).toEqual(wholeOf(names));
		expectAllAnswered(await stored(desk));
	});

	it('by the cap is held whole under a higher one, and what it had cost counts', async () => {
		const desk = await openDesk(talk);
		const worstUsd = 16;
		// Six requests of two dollars each, and none that could cost 16 more.
		const cap = 5 * 2 + worstUsd;
		configure(desk, { maxSpendUsd: String(cap) }, { kind: 'measured-api', price: billedPrice });
		const capped = await runBench(['run', '--stop-at-cap', '--json'], {
			workplace: desk.workplace
		});
		expect(capped.code).toBe(6);
		expect(jsonOf(capped).error?.hint).toContain('bench resume --max-spend');
		const before = await stored(desk);
		expect(before.attempts.length).toBe(desk.heard.length);
		expect(before.answers.length).toBeLessThan(conversations);
		const open = names.filter(
			(_, i) => !before.answers.some(({ itemId }) => itemId === `item-${String(i)}`)
		);
		desk.heard.length = 0;
		const resumed = await runBench(['resume', '--max-spend', '1000', '--json'], {
			workplace: desk.workplace
		});
		expect(jsonOf(resumed).run.state).toBe('complete');
		expect(asked(desk.heard)).toEqual(wholeOf(open));
		const after = await stored(desk);
		expectAllAnswered(after);
		expect(after.exposedUsd).toBe(sumUsd(after.attempts.map(({ costUsd }) => costUsd ?? '0')));
		expect(after.exposedUsd).toBe(String(2 * after.attempts.length));
	});

	it('by the drain limit leaves its run complete, and is among what is tried again', async () => {
		const desk = await openDesk(talk);
		configure(desk, {
			loads: [{ kind: 'constant', ratePerS: 20, durationS: 0.1 }],
			limits: { maxConnections: 1, drainS: 5 }
		});
		// The only connection is busy with the second conversation, so that the first cannot go on.
		desk.hold(({ turn }, n) => turn === 0 && n < 2);
		const bench = startBench(['run', '--json'], { workplace: desk.workplace });
		await expect.poll(() => desk.heard.length).toBe(1);
		setTimeout(desk.release, 1_000);
		await bench.ended;
		const before = await stored(desk);
		expect(before.state).toBe('complete');
		expect(before.attempts.map(({ ordinal, outcome }) => [ordinal, outcome]).sort()).toEqual([
			[0, 'ok'],
			[1, 'timeout']
		]);
		const [cut, late] = before.attempts.toSorted((a, b) => a.ordinal - b.ordinal);
		expect(before.answers.map(({ itemId }) => itemId)).toEqual([late?.itemId]);
		desk.hold(() => false);
		desk.heard.length = 0;
		const retried = await runBench(['retry', before.id], { workplace: desk.workplace });
		expect(retried.stderr).toContain('2 failed requests: 2 answered now, 0 still not');
		const again = [cut, late].map((each) => each?.itemId?.replace('item-', 'order ') ?? '');
		expect(asked(desk.heard)).toEqual(wholeOf(again));
	});

	it('while failed requests were tried again is tried again once more', async () => {
		const desk = await openDesk(talk);
		configure(desk, { limits: { totalTimeoutS: 4, idleTimeoutS: 4 } });
		desk.hold(({ order, turn }) => order === 'order 2' && turn === 1);
		await runBench(['run'], { workplace: desk.workplace });
		desk.heard.length = 0;
		desk.hold(({ turn }) => turn === 0);
		const { id } = await stored(desk);
		const bench = startBench(['retry', id], { workplace: desk.workplace });
		await expect.poll(() => desk.heard.length).toBe(1);
		bench.child.kill('SIGINT');
		await bench.untilStderr(/stopping: waiting/);
		desk.release();
		await bench.ended;
		desk.heard.length = 0;
		desk.hold(() => false);
		const retried = await runBench(['retry', id], { workplace: desk.workplace });
		expect(retried.stderr).toContain('1 failed request: 1 answered now, 0 still not');
		expect(asked(desk.heard)).toEqual(wholeOf(['order 2']));
	});
});

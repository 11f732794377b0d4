import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userTextOf } from '#core/scenario.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { startLlamaEndpoint } from '#bench/endpoints/llama/llama-endpoint.ts';
import type { ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { corpus, createFolder, place, smallGguf } from './model-fixture.ts';

interface Answer {
	model: string;
	choices: { message: { content: string }; finish_reason: string }[];
	usage: {
		prompt_tokens: number;
		completion_tokens: number;
		total_tokens: number;
		prompt_tokens_details: { cached_tokens: number };
	};
	timings: { cache_n: number; prompt_n: number; predicted_n: number; queue_ms: number };
}

interface Chunk {
	choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[];
	usage?: Answer['usage'];
	timings?: Answer['timings'];
}

let folder: Awaited<ReturnType<typeof createFolder>>;
/** Never ends an answer by itself, so that lengths are known. */
let modelFile: string;
let endpoint: ServedEndpoint;

beforeAll(async () => {
	folder = await createFolder();
	modelFile = await place(folder, 'endless.gguf', smallGguf({ endScatter: 0 }));
	endpoint = await startLlamaEndpoint({ modelFile, threads: 1, slots: 2, contextTokens: 4_096 });
});

afterAll(async () => {
	await endpoint.stop();
	await folder[Symbol.asyncDispose]();
});

const scenarios = new URL('../../../scenarios/', import.meta.url);
const trainedModelFile = fileURLToPath(new URL('model/breakeven-tiny.gguf', scenarios));

/** The first papers of the scenario that the model in the box was trained for, as a run asks for them. */
const invoicePapers = async (count: number): Promise<{ system: string; papers: string[] }> => {
	const folder = fileURLToPath(new URL('invoice-extraction', scenarios));
	const { scenario, items } = await loadScenario(folder, { checkReference });
	const papers = items.slice(0, count).map((item) => userTextOf(scenario, item));
	return { system: scenario.prompt.system, papers };
};

const user = (content: string) => ({ messages: [{ role: 'user', content }] });

const post = (body: unknown, signal?: AbortSignal, baseUrl = endpoint.baseUrl): Promise<Response> =>
	fetch(`${baseUrl}/chat/completions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		...(signal ? { signal } : {})
	});

const ask = async (body: object): Promise<Answer> => {
	const response = await post({ temperature: 0, ...body });
	expect(response.status).toBe(200);
	return (await response.json()) as Answer;
};

const textOf = (answer: Answer): string => answer.choices[0]!.message.content;

const eventsOf = async (response: Response): Promise<string[]> =>
	(await response.text())
		.split('\n\n')
		.filter((event) => event !== '')
		.map((event) => event.replace(/^data: /, ''));

const stream = async (
	body: object,
	baseUrl?: string
): Promise<{ chunks: Chunk[]; last: string | undefined }> => {
	const events = await eventsOf(
		await post({ temperature: 0, ...body, stream: true }, undefined, baseUrl)
	);
	return {
		chunks: events.slice(0, -1).map((event) => JSON.parse(event) as Chunk),
		last: events.at(-1)
	};
};

const health = async () => {
	const response = await fetch(endpoint.baseUrl.replace('/v1', '/health'));
	return (await response.json()) as {
		idleSlots: number;
		busySlots: number;
		queued: number;
		generatedTokens: number;
		largestBatchSequences: number;
		threads: number;
	};
};

describe('the embedded engine', () => {
	it('gives the same text streamed and whole at temperature 0', async () => {
		const body = { ...user('Where is my parcel?'), max_tokens: 40 };
		const { chunks } = await stream(body);
		const streamed = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
		expect(streamed).toBe(textOf(await ask(body)));
		expect(streamed).toMatch(/[a-z]{3}/);
	});

	it('streams a role first, then a piece per token, the reason, the usage and the end', async () => {
		const { chunks, last } = await stream({
			...user('Hello'),
			max_tokens: 12,
			stream_options: { include_usage: true }
		});
		expect(chunks[0]!.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' } });
		const pieces = chunks.filter((chunk) => (chunk.choices[0]?.delta.content ?? '') !== '');
		expect(pieces).toHaveLength(12);
		expect(chunks.at(-2)!.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 12 } });
		expect(chunks.at(-1)!.timings).toMatchObject({ predicted_n: 12 });
		expect(last).toBe('[DONE]');
	});

	it('sends no usage that was not asked for, but its timings', async () => {
		const { chunks } = await stream({ ...user('Hello'), max_tokens: 3 });
		expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
		expect(chunks.at(-1)!.timings).toMatchObject({ predicted_n: 3 });
	});

	it('reports usage that adds up, with the prefix that it really reused', async () => {
		const body = { ...user(corpus), max_tokens: 5 };
		const first = await ask({ ...body, cache_prompt: false });
		expect(first.usage.prompt_tokens_details.cached_tokens).toBe(0);
		const again = await ask(body);
		for (const { usage, timings } of [first, again]) {
			expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
			expect(usage.completion_tokens).toBe(5);
			expect(timings.cache_n).toBe(usage.prompt_tokens_details.cached_tokens);
			expect(timings.cache_n + timings.prompt_n).toBe(usage.prompt_tokens);
		}
		// All of the prompt but its last token, which is always computed.
		expect(again.timings.prompt_n).toBe(1);
		expect(textOf(again)).toBe(textOf(first));
	});

	it('makes about four characters of its corpus a token', async () => {
		const empty = await ask({ ...user('a'), max_tokens: 1 });
		const full = await ask({ ...user(corpus), max_tokens: 1 });
		const tokens = full.usage.prompt_tokens - empty.usage.prompt_tokens;
		expect(corpus.length / tokens).toBeGreaterThan(2.5);
		expect(corpus.length / tokens).toBeLessThan(6);
	});

	it('answers many requests at once, batches them and mixes none up', async () => {
		const bodies = Array.from({ length: 8 }, (_, i) => ({
			...user(`Question ${String(i)} about order ${String(i * 7)}`),
			// Few tokens: in a batch the sums are rounded otherwise, and a near tie may go the other way.
			max_tokens: 8,
			cache_prompt: false
		}));
		const alone: string[] = [];
		for (const body of bodies) alone.push(textOf(await ask(body)));
		// On a busy machine an answer may be whole before the next question arrives: then there was nothing to batch, and all are
		// asked again. An engine that never batches runs into the limit of the test.
		do {
			const together = await Promise.all(bodies.map(ask));
			expect(together.map(textOf)).toEqual(alone);
		} while ((await health()).largestBatchSequences < 2);
		expect((await health()).largestBatchSequences).toBe(2);
	});

	it('gives to four that come one after the other the answers that each gets alone', async () => {
		const { system, papers } = await invoicePapers(8);
		const trained = await startLlamaEndpoint({
			modelFile: trainedModelFile,
			...{ threads: 1, slots: 4, contextTokens: 2_048 }
		});
		try {
			const answerTo = async (paper: string): Promise<string> => {
				const messages = [
					{ role: 'system', content: system },
					{ role: 'user', content: paper }
				];
				const { chunks } = await stream({ messages, max_tokens: 120 }, trained.baseUrl);
				return chunks.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('');
			};
			const alone: string[] = [];
			for (const paper of papers) alone.push(await answerTo(paper));
			let next = 0;
			const together: string[] = [];
			const users = Array.from({ length: 4 }, async (_, user) => {
				// Each comes while those before it are being answered.
				await new Promise((resolve) => setTimeout(resolve, user * 90));
				for (let at = next++; at < papers.length; at = next++) {
					together[at] = await answerTo(papers[at] ?? '');
				}
			});
			await Promise.all(users);
			expect(together).toEqual(alone);
		} finally {
			await trained.stop();
		}
	}, 60_000);

	it('lets waiting requests start in the order of their arrival', async () => {
		await using single = await startLlamaEndpoint({
			modelFile,
			threads: 1,
			slots: 1,
			contextTokens: 2_048
		});
		const finished: number[] = [];
		const requests: Promise<unknown>[] = [];
		const url = single.baseUrl.replace('/v1', '/health');
		for (let i = 0; i < 4; i++) {
			const body = { ...user(`number ${String(i)}`), max_tokens: i === 0 ? 800 : 2 };
			requests.push(
				fetch(`${single.baseUrl}/chat/completions`, {
					method: 'POST',
					body: JSON.stringify(body)
				})
					.then((response) => response.json())
					.then(() => finished.push(i))
			);
			await expect
				.poll(async () => {
					const now = (await (await fetch(url)).json()) as Awaited<ReturnType<typeof health>>;
					return now.busySlots + now.queued + finished.length;
				})
				.toBeGreaterThan(i);
		}
		await Promise.all(requests);
		expect(finished).toEqual([0, 1, 2, 3]);
	});

	it('stops generating and frees the slot when a client goes away', async () => {
		const before = (await health()).generatedTokens;
		const leaving = new AbortController();
		const responses = await Promise.all(
			['one', 'two', 'three'].map((content) =>
				post({ ...user(content), stream: true, max_tokens: 4_000 }, leaving.signal)
			)
		);
		expect(responses.map((response) => response.status)).toEqual([200, 200, 200]);
		leaving.abort();
		await expect.poll(health).toMatchObject({ idleSlots: 2, busySlots: 0, queued: 0 });
		expect((await health()).generatedTokens - before).toBeLessThan(3 * 3_900);
		expect(textOf(await ask({ ...user('still there?'), max_tokens: 2 }))).not.toBe('');
	});

	it('repeats itself for the same seed and not for another', async () => {
		const body = { ...user('Tell me'), temperature: 1, max_tokens: 20 };
		const answers = [
			await ask({ ...body, seed: 1, cache_prompt: false }),
			await ask({ ...body, seed: 1, cache_prompt: false }),
			await ask({ ...body, seed: 2, cache_prompt: false })
		].map(textOf);
		expect(answers[1]).toBe(answers[0]);
		expect(answers[2]).not.toBe(answers[0]);
	});

	it('ends before a stop string', async () => {
		const body = { ...user('Go on'), max_tokens: 30 };
		const whole = textOf(await ask(body));
		const stop = whole.slice(20, 26);
		const stopped = await ask({ ...body, stop });
		expect(textOf(stopped)).toBe(whole.slice(0, whole.indexOf(stop)));
		expect(stopped.choices[0]!.finish_reason).toBe('stop');
		expect(stopped.usage.completion_tokens).toBeLessThan(30);
	});

	it('ends with "stop" where the model ends its answer', async () => {
		const talkative = await place(folder, 'ending.gguf', smallGguf({ endScatter: 3 }));
		await using ending = await startLlamaEndpoint({
			modelFile: talkative,
			threads: 1,
			slots: 1,
			contextTokens: 4_096
		});
		const response = await fetch(`${ending.baseUrl}/chat/completions`, {
			method: 'POST',
			body: JSON.stringify({ ...user('Hello'), seed: 1 })
		});
		const answer = (await response.json()) as Answer;
		expect(answer.choices[0]!.finish_reason).toBe('stop');
		expect(textOf(answer)).not.toContain('<|im_end|>');
	});

	it('fills the context of a slot and then ends with "length"', async () => {
		await using small = await startLlamaEndpoint({
			modelFile,
			threads: 1,
			slots: 1,
			contextTokens: 256
		});
		const response = await fetch(`${small.baseUrl}/chat/completions`, {
			method: 'POST',
			body: JSON.stringify({ ...user('Hello'), max_tokens: 5_000 })
		});
		const answer = (await response.json()) as Answer;
		expect(answer.choices[0]!.finish_reason).toBe('length');
		expect(answer.usage.total_tokens).toBe(256);
	});

	it('refuses a prompt that does not fit a slot', async () => {
		const response = await post(user(corpus.repeat(40)));
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({
			error: { code: 'context_length_exceeded', type: 'invalid_request_error' }
		});
	});

	it.each([
		['no JSON', '{', null],
		['no messages', {}, 'messages'],
		['an empty list', { messages: [] }, 'messages'],
		['an unknown role', { messages: [{ role: 'robot', content: '' }] }, 'messages.0.role'],
		[
			'an image',
			{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
			'messages.0.content'
		],
		['no tokens', { ...user('a'), max_tokens: 0 }, 'max_tokens'],
		['an absurd temperature', { ...user('a'), temperature: -1 }, 'temperature'],
		['several answers', { ...user('a'), n: 2 }, 'n'],
		['tools', { ...user('a'), tools: [{ type: 'function' }] }, 'tools']
	])('answers 400 to a request with %s', async (_, body, param) => {
		const response = await post(body);
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({
			error: { type: 'invalid_request_error', param }
		});
	});

	it('takes any model name and reports the real one', async () => {
		expect((await ask({ ...user('a'), model: 'gpt-x', max_tokens: 1 })).model).toBe(
			'breakeven-random'
		);
		const models: unknown = await (await fetch(`${endpoint.baseUrl}/models`)).json();
		expect(models).toMatchObject({ object: 'list', data: [{ id: 'breakeven-random' }] });
	});

	it('computes with as many threads as it was told', async () => {
		expect((await health()).threads).toBe(1);
	});

	it('answers every text, and control tokens written by a user stay text', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (text) => {
				const answer = await ask({ ...user(`${text}<|im_end|>`), max_tokens: 2 });
				expect(answer.usage.prompt_tokens).toBeGreaterThan(text.length / 20);
			}),
			{ numRuns: 20 }
		);
		const plain = await ask({ ...user('ab'), max_tokens: 1 });
		const control = await ask({ ...user('ab<|im_end|>'), max_tokens: 1 });
		expect(control.usage.prompt_tokens).toBeGreaterThan(plain.usage.prompt_tokens + 1);
	});

	it('dies with its parent, in the middle of an answer', async () => {
		const parent = spawn(
			process.execPath,
			[fileURLToPath(new URL('../served-endpoint-parent.ts', import.meta.url)), modelFile],
			{ stdio: ['ignore', 'pipe', 'inherit'] }
		);
		const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
		const baseUrl = String((await lines.next()).value);
		const response = await fetch(`${baseUrl}/chat/completions`, {
			method: 'POST',
			body: JSON.stringify({ ...user('a long story'), stream: true })
		});
		parent.kill('SIGKILL');
		await expect(response.text()).rejects.toThrow();
		await expect.poll(() => fetch(`${baseUrl}/models`).catch(() => 'gone')).toBe('gone');
	});
});

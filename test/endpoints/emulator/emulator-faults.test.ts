import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultNames } from '#bench/endpoints/emulator/fault.ts';
import type { FaultName } from '#bench/endpoints/emulator/fault.ts';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import {
	anthropicBody,
	anthropicPath,
	eventsOf,
	fastSettings,
	openAiBody,
	openAiPath,
	post,
	rightAnswer,
	textOf
} from './emulator-client.ts';
import type { Answer, Ask } from './emulator-client.ts';

let server: EmulatorServer;
beforeAll(async () => {
	server = await serveEmulator(fastSettings);
});
afterAll(() => server.close());

/** How often the engine is asked whether it is empty; the only wait here is for a condition. */
const untilEngineIsEmpty = async (port: number): Promise<void> => {
	for (;;) {
		const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as {
			inside: number;
		};
		if (health.inside === 0) return;
	}
};

const half = rightAnswer.slice(0, 12);

describe.each([
	{ path: openAiPath, makeBody: openAiBody, name: 'OpenAI' },
	{ path: anthropicPath, makeBody: anthropicBody, name: 'Anthropic' }
])('faults in $name', ({ path, makeBody, name }) => {
	const ask = (
		fault: FaultName,
		{ stream = true, ...rest }: { stream?: boolean } & Partial<Ask> = {}
	): Promise<Answer> =>
		post(server.port, path, {
			body: makeBody({ stream }),
			headers: { 'x-emulate-fault': fault },
			...rest
		});
	const errorOf = (body: string): unknown => (JSON.parse(body) as { error: unknown }).error;

	test.each([true, false])('rateLimited is a 429 with retry-after (stream: %s)', async (stream) => {
		const answer = await ask('rateLimited', { stream });
		expect(answer).toMatchObject({ status: 429, complete: true });
		expect(answer.headers).toMatchObject({ 'retry-after': '1', 'x-breakeven-emulated': '1' });
		expect(errorOf(answer.body)).toMatchObject(
			name === 'OpenAI' ? { code: 'rate_limit_exceeded' } : { type: 'rate_limit_error' }
		);
	});

	test.each([true, false])('serverError is a 500 in JSON (stream: %s)', async (stream) => {
		const answer = await ask('serverError', { stream });
		expect(answer).toMatchObject({ status: 500, complete: true });
		expect(errorOf(answer.body)).toMatchObject({
			type: name === 'OpenAI' ? 'server_error' : 'api_error'
		});
	});

	test.each([true, false])('unauthorized is a 401 in JSON (stream: %s)', async (stream) => {
		const answer = await ask('unauthorized', { stream });
		expect(answer).toMatchObject({ status: 401, complete: true });
		expect(errorOf(answer.body)).toMatchObject(
			name === 'OpenAI' ? { code: 'invalid_api_key' } : { type: 'authentication_error' }
		);
	});

	test('midStreamError is an error event under 200 after some text, and no finish', async () => {
		const answer = await ask('midStreamError');
		expect(answer).toMatchObject({ status: 200, complete: true });
		const text = textOf(answer.body);
		expect(rightAnswer.startsWith(text) && text.startsWith(half)).toBe(true);
		expect(text).not.toBe(rightAnswer);
		const events = eventsOf(answer.body);
		const error = events.at(name === 'OpenAI' ? -2 : -1);
		expect(error?.data).toMatchObject({ error: { message: expect.any(String) as string } });
		expect(error?.event).toBe(name === 'OpenAI' ? null : 'error');
		expect(answer.body.endsWith('data: [DONE]\n\n')).toBe(name === 'OpenAI');
		expect(answer.body).not.toMatch(/"stop"|message_stop/);
	});

	test('midStreamError of a whole answer is an error body under 200', async () => {
		const answer = await ask('midStreamError', { stream: false });
		expect(answer).toMatchObject({ status: 200, complete: true });
		expect(errorOf(answer.body)).toMatchObject({ message: expect.any(String) as string });
	});

	test('truncated ends cleanly in HTTP, but without a terminal event', async () => {
		const answer = await ask('truncated');
		expect(answer).toMatchObject({ status: 200, complete: true });
		expect(textOf(answer.body).startsWith(half)).toBe(true);
		expect(answer.body).not.toMatch(/"stop"|"end_turn"|message_stop|\[DONE\]/);
	});

	test.each(['truncated', 'malformedChunk'] as const)(
		'%s of a whole answer is a body that is not JSON',
		async (fault) => {
			const answer = await ask(fault, { stream: false });
			expect(answer).toMatchObject({ status: 200, complete: true });
			expect(answer.body.length).toBeGreaterThan(20);
			expect(() => JSON.parse(answer.body) as unknown).toThrow(SyntaxError);
		}
	);

	test('malformedChunk puts one line that is not JSON between the others', async () => {
		const answer = await ask('malformedChunk');
		expect(textOf(answer.body)).toBe(rightAnswer);
		const broken = eventsOf(answer.body).filter(
			({ data, raw }) => data === undefined && raw !== '[DONE]'
		);
		expect(broken).toHaveLength(1);
		expect(answer.complete).toBe(true);
	});

	test.each([true, false])('hangup breaks the connection off (stream: %s)', async (stream) => {
		const answer = await ask('hangup', { stream });
		expect(answer).toMatchObject({ status: 200, complete: false });
		expect(answer.body.length).toBeGreaterThan(20);
	});

	test('stalled goes silent after some text and gives its place in the engine back', async () => {
		let stalled: (() => void) | undefined;
		const halfway = new Promise<void>((resolve) => {
			stalled = resolve;
		});
		let seen = '';
		const answering = ask('stalled', {
			giveUp: (read) => {
				seen += read.toString();
				if (textOf(seen).startsWith(half)) stalled?.();
				return false;
			}
		});
		await halfway;
		await untilEngineIsEmpty(server.port);
		// The engine has nothing left for it, so nothing more can come; the connection is still open.
		const outcome = await Promise.race([
			answering.then(() => 'ended'),
			new Promise<string>((resolve) => setTimeout(resolve, 50, 'silent'))
		]);
		expect(outcome).toBe('silent');
		expect(textOf(seen)).not.toBe(rightAnswer);
	});

	test('stalled of a whole answer stops in the middle of the body', async () => {
		const answer = await ask('stalled', { stream: false, giveUp: (read) => read.length > 0 });
		expect(answer).toMatchObject({ status: 200, complete: false });
		expect(answer.body.length).toBeLessThan(Number(answer.headers['content-length']));
	});

	test('slowDrip lets the stream fall byte by byte and comes to the end', async () => {
		const connection = connect(server.port, '127.0.0.1');
		const body = JSON.stringify(makeBody({ stream: true, max_tokens: 1 }));
		connection.write(
			`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-emulate-fault: slowDrip\r\n` +
				`content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
		);
		const reads: Buffer[] = [];
		for await (const read of connection) reads.push(read as Buffer);
		const all = Buffer.concat(reads).toString();
		expect(all.endsWith('\r\n0\r\n\r\n')).toBe(true);
		expect(all).toMatch(/message_stop|\[DONE\]/);
		// The reader may take several bytes at once, but never whole events.
		expect(reads.filter((read) => read.length === 1).length).toBeGreaterThan(reads.length / 2);
	});

	test('slowDrip of a whole answer comes to the end too', async () => {
		const answer = await ask('slowDrip', { stream: false });
		expect(answer.complete).toBe(true);
		expect(answer.body).toContain(rightAnswer);
		expect(answer.reads.length).toBeGreaterThan(20);
	});

	test('htmlPage is a web page under 200', async () => {
		const answer = await ask('htmlPage');
		expect(answer).toMatchObject({ status: 200, complete: true });
		expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
		expect(answer.body).toContain('<html>');
	});

	test('nothing closes the connection without a byte', async () => {
		await expect(ask('nothing')).rejects.toThrow(/socket hang up/);
	});

	test('endlessHeader sends headers until the client leaves', async () => {
		const connection = connect(server.port, '127.0.0.1');
		const body = JSON.stringify(makeBody({ stream: true }));
		connection.write(
			`POST ${path} HTTP/1.1\r\nhost: x\r\nx-emulate-fault: endlessHeader\r\n` +
				`content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
		);
		let received = '';
		for await (const read of connection) {
			received += (read as Buffer).toString('latin1');
			if (received.length > 300_000) break;
		}
		expect(received.startsWith('HTTP/1.1 200 OK\r\nx-breakeven-emulated: 1\r\n')).toBe(true);
		expect(received).not.toContain('\r\n\r\n');
		await untilEngineIsEmpty(server.port);
	});

	test.each([true, false])('hugeLine sends one line without end (stream: %s)', async (stream) => {
		const answer = await ask('hugeLine', {
			stream,
			giveUp: (_, totalBytes) => totalBytes > 3_000_000
		});
		expect(answer).toMatchObject({ status: 200, complete: false });
		const lastLine = answer.body.slice(answer.body.lastIndexOf('\n') + 1);
		expect(lastLine.length).toBeGreaterThan(2_900_000);
		if (stream) expect(textOf(answer.body).startsWith(half)).toBe(true);
	});
});

describe('choosing a fault', () => {
	test('every name of a fault is accepted in the header and anything else is refused with the list', async () => {
		const answer = await post(server.port, openAiPath, {
			body: openAiBody(),
			headers: { 'x-emulate-fault': 'explode' }
		});
		expect(answer.status).toBe(400);
		for (const name of faultNames) expect(answer.body).toContain(name);
	});

	test('shares apply without a header, are drawn from the seed, and the header wins', async () => {
		const statuses = async (): Promise<number[]> => {
			const faulty = await serveEmulator({
				...fastSettings,
				faults: { rateLimited: 0.3, serverError: 0.3 },
				seed: 4
			});
			const list: number[] = [];
			for (let i = 0; i < 30; i++) {
				list.push((await post(faulty.port, openAiPath, { body: openAiBody() })).status);
			}
			await faulty.close();
			return list;
		};
		const first = await statuses();
		expect(new Set(first)).toEqual(new Set([200, 429, 500]));
		expect(await statuses()).toEqual(first);

		const always = await serveEmulator({ ...fastSettings, faults: { rateLimited: 1 } });
		const plain = await post(always.port, anthropicPath, { body: anthropicBody() });
		expect(plain.status).toBe(429);
		const chosen = await post(always.port, anthropicPath, {
			body: anthropicBody(),
			headers: { 'x-emulate-fault': 'serverError' }
		});
		expect(chosen.status).toBe(500);
		await always.close();
	});

	test('a full server answers 429 with retry-after', async () => {
		const small = await serveEmulator({
			...fastSettings,
			performance: { prefillTokensPerS: 1e6, decodeStepMs: 20, slots: 1, queueLimit: 1 }
		});
		const answers = await Promise.all(
			Array.from({ length: 4 }, () =>
				post(small.port, openAiPath, { body: openAiBody({ stream: true }) })
			)
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
		expect(answers.find(({ status }) => status === 429)?.headers['retry-after']).toBe('1');
		await small.close();
	});

	test('a client that leaves gives its place back', async () => {
		const slow = await serveEmulator({
			...fastSettings,
			performance: { prefillTokensPerS: 1e6, decodeStepMs: 60_000, slots: 1, queueLimit: 0 }
		});
		const left = await post(slow.port, openAiPath, {
			body: openAiBody({ stream: true }),
			giveUp: () => true
		});
		expect(left.complete).toBe(false);
		await untilEngineIsEmpty(slow.port);
		await slow.close();
	});
});

describe('a required key', () => {
	test('requests without it are refused in the words of the protocol, with it they are answered', async () => {
		const locked = await serveEmulator({ ...fastSettings, requiredKey: 'k-123' });
		const status = async (
			path: string,
			body: object,
			headers: Record<string, string>
		): Promise<number> => (await post(locked.port, path, { body, headers })).status;
		expect(await status(openAiPath, openAiBody(), {})).toBe(401);
		expect(await status(openAiPath, openAiBody(), { authorization: 'Bearer other' })).toBe(401);
		expect(await status(openAiPath, openAiBody(), { authorization: 'Bearer k-123' })).toBe(200);
		expect(await status(anthropicPath, anthropicBody(), { 'x-api-key': 'other' })).toBe(401);
		expect(await status(anthropicPath, anthropicBody(), { 'x-api-key': 'k-123' })).toBe(200);
		const models = await fetch(`http://127.0.0.1:${locked.port}/v1/models`);
		expect(models.status).toBe(401);
		expect(await models.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
		await locked.close();
	});
});

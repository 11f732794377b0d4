/** What the tests of the emulator share: settings of a fast one, and a client that tells how a response ended. */
import { request } from 'node:http';
import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { EmulatorSettings } from '#bench/endpoints/emulator/emulator-settings.ts';

export const question = 'Which tram goes to the Zürich zoo – line 6 or 9?';
export const rightAnswer = 'Line 6 goes there; it costs 4.40 CHF, not €. 😀';

/** One question, always answered right, at thousands of tokens per second. */
export const fastSettings: EmulatorSettings = {
	model: 'emulated-fast',
	performance: {
		prefillTokensPerS: 1e6,
		decodeStepMs: 0.5,
		decodeStepPerSequenceMs: 0,
		slots: 32,
		queueLimit: 100,
		overheadMs: 0,
		overheadLogSd: 0
	},
	quality: 1,
	seed: 1,
	answers: [{ user: question, right: rightAnswer, wrong: ['Line 9.'] }],
	dripIntervalMs: 1
};

export interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
	/** Whether HTTP's framing said that this was all. */
	complete: boolean;
	/** Body as it came, read by read. */
	reads: Buffer[];
}

export interface Ask {
	body: object | string;
	headers?: Record<string, string>;
	agent?: Agent;
	/** Called with every read and the length of the body so far; true closes the connection. */
	giveUp?: (read: Buffer, totalBytes: number) => boolean;
}

/** Posts to an emulator; rejects if no response came at all. */
export const post = (port: number, path: string, ask: Ask): Promise<Answer> =>
	new Promise((resolve, reject) => {
		const outgoing = request({
			host: '127.0.0.1',
			port,
			path,
			method: 'POST',
			headers: { 'content-type': 'application/json', ...ask.headers },
			...(ask.agent === undefined ? {} : { agent: ask.agent })
		});
		outgoing.on('error', reject);
		outgoing.on('response', (incoming) => {
			const reads: Buffer[] = [];
			let totalBytes = 0;
			const finish = (): void => {
				resolve({
					status: incoming.statusCode ?? 0,
					headers: incoming.headers,
					body: Buffer.concat(reads).toString(),
					complete: incoming.complete,
					reads
				});
			};
			incoming.on('data', (read: Buffer) => {
				reads.push(read);
				totalBytes += read.length;
				if (ask.giveUp?.(read, totalBytes) === true) outgoing.destroy();
			});
			incoming.on('error', () => undefined);
			incoming.on('close', finish);
		});
		outgoing.end(typeof ask.body === 'string' ? ask.body : JSON.stringify(ask.body));
	});

export const openAiPath = '/v1/chat/completions';
export const anthropicPath = '/v1/messages';

export const openAiBody = (extra: object = {}): object => ({
	model: 'any',
	messages: [
		{ role: 'system', content: 'Be brief.' },
		{ role: 'user', content: question }
	],
	...extra
});

export const anthropicBody = (extra: object = {}): object => ({
	model: 'any',
	max_tokens: 1_000,
	system: 'Be brief.',
	messages: [{ role: 'user', content: question }],
	...extra
});

export interface SseEvent {
	event: string | null;
	/** Parsed; undefined where it is not JSON. */
	data: unknown;
	raw: string;
}

/** Splits a stream of events; the emulator separates them by an empty line and writes one data line each. */
export const eventsOf = (body: string): SseEvent[] =>
	body
		.split('\n\n')
		.filter((block) => block !== '')
		.map((block) => {
			const lines = block.split('\n');
			const raw = lines.find((line) => line.startsWith('data: '))?.slice(6) ?? '';
			let data: unknown;
			try {
				data = JSON.parse(raw);
			} catch {
				data = undefined;
			}
			return {
				event: lines.find((line) => line.startsWith('event: '))?.slice(7) ?? null,
				data,
				raw
			};
		});

/** The text of a streamed answer of either protocol. */
export const textOf = (body: string): string =>
	eventsOf(body)
		.map(({ data }) => {
			const event = data as {
				choices?: { delta?: { content?: string } }[];
				delta?: { text?: string };
			} | null;
			return event?.choices?.[0]?.delta?.content ?? event?.delta?.text ?? '';
		})
		.join('');

/**
 * Runs the code of the emulator hot before the first real request: cold, the first answers of a process are tens of
 * milliseconds late, which would look like a property of the emulated server.
 */
import { connect } from 'node:net';
import { serveEmulator } from './emulator-server.ts';

/** Connections at once, and how often in a row: enough for the compiler to have settled, below half a second. */
const connections = 32;
const rounds = 6;

const exchange = (port: number, path: string, body: string): Promise<void> =>
	new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.write(
				`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\n` +
					`content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`
			);
		});
		socket.resume();
		socket.once('error', reject);
		socket.once('close', () => {
			resolve();
		});
	});

/** Plays streamed requests in both protocols against a throw-away emulator in this process. */
export const warmUp = async (): Promise<void> => {
	const answer = 'An answer that only serves to warm the code up. '.repeat(4);
	const server = await serveEmulator({
		model: 'warm-up',
		performance: { prefillTokensPerS: 1e9, decodeStepMs: 0.2, slots: connections },
		quality: 1,
		seed: 1,
		answers: [{ user: 'warm up', right: answer, wrong: [''] }]
	});
	const body = JSON.stringify({
		model: 'warm-up',
		max_tokens: 1_000,
		stream: true,
		messages: [{ role: 'user', content: 'warm up' }]
	});
	for (let round = 0; round < rounds; round++) {
		await Promise.all(
			Array.from({ length: connections }, (_, i) =>
				exchange(server.port, i % 2 === 0 ? '/v1/chat/completions' : '/v1/messages', body)
			)
		);
	}
	await server.close();
};

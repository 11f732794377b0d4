/**
 * The same closed loop through undici or node:http, as a child process: stamps every piece of body that the library delivers.
 * Settings come over IPC; the stamps go back when all streams have ended.
 */
import { Agent, request as httpRequest } from 'node:http';
import { Pool } from 'undici';

export interface LibrarySettings {
	library: 'undici' | 'node:http';
	port: number;
	streams: number;
	concurrency: number;
	tokensPerStream: number;
	/** Bytes of one event in the body. */
	eventBytes: number;
}

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const run = async (settings: LibrarySettings): Promise<void> => {
	const { library, port, streams, concurrency, tokensPerStream, eventBytes } = settings;
	const stamps = new Float64Array(streams * tokensPerStream);
	const path = (id: number): string => `/v1/chat/completions?id=${String(id)}`;
	const onBytes = (id: number, seen: { bytes: number; events: number }, length: number): void => {
		const atMs = nowMs();
		seen.bytes += length;
		while (seen.events < tokensPerStream && seen.bytes >= (seen.events + 1) * eventBytes) {
			stamps[id * tokensPerStream + seen.events++] = atMs;
		}
	};
	const pool = new Pool(`http://127.0.0.1:${String(port)}`, {
		connections: concurrency,
		pipelining: 1
	});
	const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
	const viaUndici = async (id: number): Promise<void> => {
		const { body } = await pool.request({ method: 'POST', path: path(id) });
		const seen = { bytes: 0, events: 0 };
		await new Promise<void>((resolve, reject) => {
			body.on('data', (data: Buffer) => {
				onBytes(id, seen, data.length);
			});
			body.on('end', resolve);
			body.on('error', reject);
		});
	};
	const viaHttp = (id: number): Promise<void> =>
		new Promise((resolve, reject) => {
			const seen = { bytes: 0, events: 0 };
			httpRequest(
				{ host: '127.0.0.1', port, agent, method: 'POST', path: path(id) },
				(response) => {
					response.on('data', (data: Buffer) => {
						onBytes(id, seen, data.length);
					});
					response.on('end', resolve);
					response.on('error', reject);
				}
			)
				.on('error', reject)
				.end();
		});
	const ask = library === 'undici' ? viaUndici : viaHttp;
	let next = 0;
	const before = process.threadCpuUsage();
	const startMs = nowMs();
	await Promise.all(
		Array.from({ length: concurrency }, async () => {
			while (next < streams) await ask(next++);
		})
	);
	const after = process.threadCpuUsage(before);
	const result = {
		stamps: Buffer.from(stamps.buffer).toString('base64'),
		cpuMs: (after.user + after.system) / 1e3,
		wallMs: nowMs() - startMs
	};
	agent.destroy();
	await pool.close();
	process.send?.(result, () => {
		process.disconnect();
	});
};

process.once('message', (settings: LibrarySettings) => {
	void run(settings);
});

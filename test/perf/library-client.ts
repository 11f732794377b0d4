/**
 * The same closed loop through undici, node:http or autocannon, as a child process: stamps every piece of body that the library delivers.
 * Settings come over IPC; the stamps go back when all streams have ended.
 */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import autocannon from 'autocannon';
import { Pool } from 'undici';
import { answerHeader, stampedEventBytes } from '#bench/endpoints/stamping/stamped-request.ts';
import { nsToMs, usToMs } from '#core/units.ts';

export interface LibrarySettings {
	library: 'undici' | 'node:http' | 'autocannon';
	url: string;
	streams: number;
	concurrency: number;
}

export interface LibraryResult {
	/** Arrivals of the events, ms on the monotonic clock of the machine, by the number of the answer. */
	arrivals: [answer: number, hrMs: Float64Array][];
	/** CPU time of the thread that owns the sockets, ms. */
	cpuMs: number;
	wallMs: number;
}

const nowMs = (): number => nsToMs(Number(process.hrtime.bigint()));

/** The events of one answer while its pieces arrive. */
class ArrivingAnswer {
	readonly arrivedMs: number[] = [];
	#bytes = 0;

	add(length: number): void {
		const atMs = nowMs();
		this.#bytes += length;
		while (this.#bytes >= (this.arrivedMs.length + 1) * stampedEventBytes)
			this.arrivedMs.push(atMs);
	}
}

const arrivals: LibraryResult['arrivals'] = [];
const answerOf = (headers: IncomingHttpHeaders | Record<string, unknown>): number =>
	Number(headers[answerHeader]);
const keep = (answer: number, { arrivedMs }: ArrivingAnswer): void => {
	arrivals.push([answer, Float64Array.from(arrivedMs)]);
};

/** Asks for `streams` answers, `concurrency` at a time. */
const inTurns = (
	ask: () => Promise<void>,
	{ streams, concurrency }: LibrarySettings
): Promise<unknown> => {
	let begun = 0;
	return Promise.all(
		Array.from({ length: concurrency }, async () => {
			while (begun++ < streams) await ask();
		})
	);
};

const viaUndici = async (settings: LibrarySettings): Promise<void> => {
	const { origin, pathname, search } = new URL(settings.url);
	const pool = new Pool(origin, { connections: settings.concurrency, pipelining: 1 });
	const ask = async (): Promise<void> => {
		const { body, headers } = await pool.request({ method: 'POST', path: pathname + search });
		const seen = new ArrivingAnswer();
		await new Promise<void>((resolve, reject) => {
			body.on('data', (data: Buffer) => {
				seen.add(data.length);
			});
			body.on('end', resolve);
			body.on('error', reject);
		});
		keep(answerOf(headers), seen);
	};
	await inTurns(ask, settings);
	await pool.close();
};

const viaHttp = async (settings: LibrarySettings): Promise<void> => {
	const agent = new Agent({ keepAlive: true, maxSockets: settings.concurrency });
	const ask = (): Promise<void> =>
		new Promise((resolve, reject) => {
			const seen = new ArrivingAnswer();
			httpRequest(settings.url, { agent, method: 'POST' }, (response) => {
				response.on('data', (data: Buffer) => {
					seen.add(data.length);
				});
				response.on('end', () => {
					keep(answerOf(response.headers), seen);
					resolve();
				});
				response.on('error', reject);
			})
				.on('error', reject)
				.end();
		});
	await inTurns(ask, settings);
	agent.destroy();
};

interface AutocannonEvents {
	on(name: 'headers', heard: (head: { headers: string[] }) => void): void;
	on(name: 'body', heard: (body: Buffer) => void): void;
	on(name: 'response', heard: () => void): void;
}

const viaAutocannon = async (settings: LibrarySettings): Promise<void> => {
	await autocannon({
		url: settings.url,
		method: 'POST',
		connections: settings.concurrency,
		amount: settings.streams,
		pipelining: 1,
		timeout: 60,
		setupClient: (client) => {
			let seen = new ArrivingAnswer();
			let answer = Number.NaN;
			const events = client as unknown as AutocannonEvents;
			events.on('headers', ({ headers }) => {
				answer = Number(headers[headers.findIndex((name) => name === answerHeader) + 1]);
				seen = new ArrivingAnswer();
			});
			events.on('body', (body) => {
				seen.add(body.length);
			});
			events.on('response', () => {
				keep(answer, seen);
			});
		}
	});
};

const ways = { undici: viaUndici, 'node:http': viaHttp, autocannon: viaAutocannon } as const;

const run = async (settings: LibrarySettings): Promise<void> => {
	const before = process.threadCpuUsage();
	const startMs = nowMs();
	await ways[settings.library](settings);
	const { user, system } = process.threadCpuUsage(before);
	const result: LibraryResult = {
		arrivals,
		cpuMs: usToMs(user + system),
		wallMs: nowMs() - startMs
	};
	process.send?.(result, () => {
		process.disconnect();
	});
};

process.once('message', (settings: LibrarySettings) => {
	void run(settings);
});

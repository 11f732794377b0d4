/** One closed loop of streams through each client: the project's load workers, libraries of Node, and wrk, which only counts bytes. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { defaultLimits } from '#core/config.ts';
import { msToS, sToMs } from '#core/units.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { answerHeader, stampedEventBytes } from '#bench/endpoints/stamping/stamped-request.ts';
import { eventArrivals } from '#bench/load/calibration/noise-floor.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';
import type { LibraryResult, LibrarySettings } from './library-client.ts';

export type ClientName = 'bench ×1' | 'bench ×2' | 'bench ×4' | LibrarySettings['library'] | 'wrk';

export interface Loop {
	url: URL;
	streams: number;
	concurrency: number;
	/** How long the whole takes about, s: wrk is told a time and no number. */
	lastsS: number;
	/** Told of each recording, for what is done with it later. */
	onRecording: (response: RecordedResponse) => void;
}

export interface ClientRun {
	/** Arrivals by the number of the answer, ms on the monotonic clock of the machine; null where the client stamps nothing. */
	arrivals: [answer: number, hrMs: ArrayLike<number>][] | null;
	/** CPU time of the threads that own the sockets, ms; of wrk that of its process. */
	cpuMs: number;
	wallMs: number;
}

const runOurs = async (workers: number, loop: Loop): Promise<ClientRun> => {
	const { url, streams, concurrency } = loop;
	const arrivals: [number, number[]][] = [];
	const stage = startStage({
		address: { ip: '127.0.0.1', port: Number(url.port), tlsServerName: null, host: url.host },
		requests: [renderRequest({ method: 'POST', url, headers: {}, body: '' })],
		shape: { kind: 'closed', concurrency, requests: streams },
		seed: 1,
		workers,
		limits: defaultLimits,
		onAttempt: ({ response }) => {
			loop.onRecording(response);
			const answer = response.headers.find(([name]) => name === answerHeader)?.[1];
			arrivals.push([Number(answer), eventArrivals(response, stampedEventBytes)]);
		}
	});
	const { reports, zeroHrMs } = await stage.done;
	if (zeroHrMs === null) throw new Error('the load workers never began');
	return {
		arrivals: arrivals.map(([answer, ms]) => [answer, ms.map((each) => each + zeroHrMs)]),
		cpuMs: reports.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
		wallMs: Math.max(...reports.map(({ wallMs }) => wallMs))
	};
};

const runLibrary = async (
	library: LibrarySettings['library'],
	{ url, streams, concurrency }: Loop
): Promise<ClientRun> => {
	const child = fork(new URL('./library-client.ts', import.meta.url), [], {
		serialization: 'advanced'
	});
	child.send({ library, url: url.href, streams, concurrency } satisfies LibrarySettings);
	const ended = once(child, 'exit').then(() => {
		throw new Error(`the client of ${library} ended without a result`);
	});
	const [result] = (await Promise.race([once(child, 'message'), ended])) as [LibraryResult];
	return result;
};

const run = promisify(execFile);

/** Whether wrk is installed. */
export const hasWrk = async (): Promise<boolean> => {
	try {
		await run('which', ['wrk']);
		return true;
	} catch {
		return false;
	}
};

/** One thread; its CPU time is what the shell says of its process. */
const runWrk = async ({ url, concurrency, lastsS }: Loop): Promise<ClientRun> => {
	const seconds = String(Math.max(1, Math.round(lastsS)));
	const command = `TIMEFORMAT='%U %S'; time wrk -t1 -c${String(concurrency)} -d${seconds}s --timeout 30s '${url.href}' >&2`;
	const { stderr } = await run('bash', ['-c', command], { env: { ...process.env, LC_ALL: 'C' } });
	const [user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
	const cpuS = (user ?? Number.NaN) + (system ?? Number.NaN);
	return { arrivals: null, cpuMs: sToMs(cpuS), wallMs: sToMs(Number(seconds)) };
};

export const runClient = (client: ClientName, loop: Loop): Promise<ClientRun> => {
	switch (client) {
		case 'bench ×1':
		case 'bench ×2':
		case 'bench ×4':
			return runOurs(Number(client.at(-1)), loop);
		case 'wrk':
			return runWrk(loop);
		case 'undici':
		case 'node:http':
		case 'autocannon':
			return runLibrary(client, loop);
	}
};

/** Seconds that so many waves of answers take about. */
export const lastsS = (waves: number, tokens: number, gapMs: number, firstMs: number): number =>
	msToS(waves * (tokens * gapMs + firstMs));

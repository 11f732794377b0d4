/** Holds many slow streams in a process of its own, as a child: says what they cost in memory, how soon they were open, and when events came. */
import { readFileSync } from 'node:fs';
import { defaultLimits } from '#core/config.ts';
import { describe, type Distribution } from '#core/statistics/distribution.ts';
import { nsToMs } from '#core/units.ts';
import {
	answerHeader,
	stampedEventBytes,
	stampedTarget,
	type StampedPace
} from '#bench/endpoints/stamping/stamped-request.ts';
import { eventArrivals } from '#bench/load/calibration/noise-floor.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';

export interface StreamsSettings {
	baseUrl: string;
	streams: number;
	workers: number;
	pace: StampedPace;
}

export interface StreamsResult {
	/** Memory of the process while all streams were open, KiB: the most of several looks. */
	rssKib: number;
	/** From the start of the workers to time zero, when every connection was open, ms. */
	connectMs: number;
	sendLatenessMs: Distribution;
	/** Arrivals on the clock of the machine, ms, by the number of the answer. */
	arrivals: [answer: number, hrMs: number[]][];
	complete: number;
	cpuShare: number;
	eventLoopDelayP99Ms: number;
}

const rssKib = (): number =>
	Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

const run = async ({
	baseUrl,
	streams,
	workers,
	pace
}: StreamsSettings): Promise<StreamsResult> => {
	const url = new URL(stampedTarget(pace), baseUrl);
	const looksKib: number[] = [];
	const arrivals: StreamsResult['arrivals'] = [];
	const latenessMs: number[] = [];
	let complete = 0;
	const startedMs = nsToMs(Number(process.hrtime.bigint()));
	const stage = startStage({
		address: { ip: '127.0.0.1', port: Number(url.port), tlsServerName: null, host: url.host },
		requests: [renderRequest({ method: 'POST', url, headers: {}, body: '' })],
		shape: { kind: 'closed', concurrency: streams, requests: streams },
		seed: 1,
		workers,
		limits: defaultLimits,
		onAttempt: ({ response, dueMs, sentMs }) => {
			const answer = response.headers.find(([name]) => name === answerHeader)?.[1];
			if (response.end.kind === 'complete') complete++;
			if (sentMs !== null) latenessMs.push(sentMs - dueMs);
			if (answer !== undefined) {
				arrivals.push([Number(answer), eventArrivals(response, stampedEventBytes)]);
			}
		}
	});
	const look = setInterval(() => {
		if (stage.counts().inFlight === streams) looksKib.push(rssKib());
	}, 250);
	const { reports, zeroHrMs } = await stage.done;
	clearInterval(look);
	if (zeroHrMs === null || looksKib.length === 0) throw new Error('never were all streams open');
	return {
		rssKib: Math.max(...looksKib),
		connectMs: zeroHrMs - startedMs,
		sendLatenessMs: describe(latenessMs),
		arrivals: arrivals.map(([answer, ms]) => [answer, ms.map((each) => each + zeroHrMs)]),
		complete,
		cpuShare: Math.max(...reports.map(({ cpuMs, wallMs }) => cpuMs / wallMs)),
		eventLoopDelayP99Ms: Math.max(...reports.map(({ eventLoopDelayMs }) => eventLoopDelayMs.p99))
	};
};

process.once('message', (settings: StreamsSettings) => {
	void run(settings).then((result) => {
		process.send?.(result, () => {
			process.disconnect();
		});
	});
});

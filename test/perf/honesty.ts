/** Where the client stops being honest: a real stage at ever more streams, its verdict beside its true error. */
import { describe } from '#core/statistics/distribution.ts';
import { defaultLimits } from '#core/config.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { readStamps, startStampingEndpoint } from '#bench/endpoints/stamping/stamping-endpoint.ts';
import {
	answerHeader,
	stampedEventBytes,
	stampedTarget,
	type StampedPace
} from '#bench/endpoints/stamping/stamped-request.ts';
import { eventArrivals } from '#bench/load/calibration/noise-floor.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { readStream } from '../load/support/read-stream.ts';

export interface HonestyLevel {
	streams: number;
	workers: number;
	eventsPerS: number;
	/** (Sent − due) + (arrival − the moment before the write) of first events, ms. */
	ttftErrorMs: { p50: number; p99: number };
	/** Of the busiest worker. */
	cpuShare: number;
	verdict: string;
	/** The first objection; null for none. */
	reason: string | null;
}

/** One stage of `streams` users, each of whom asks twice; attempts are summed up when it has ended, as decoding would take its cores. */
export const measureHonesty = async (
	streams: number,
	workers: number,
	pace: StampedPace
): Promise<HonestyLevel> => {
	await using server = await startStampingEndpoint();
	const url = new URL(stampedTarget(pace), server.baseUrl);
	const load: LoadShape = { kind: 'closed', concurrency: streams, requests: 2 * streams };
	const attempts: RawAttempt[] = [];
	const stage = startStage({
		address: { ip: '127.0.0.1', port: Number(url.port), tlsServerName: null, host: url.host },
		requests: [renderRequest({ method: 'POST', url, headers: {}, body: '' })],
		shape: load,
		seed: 1,
		workers,
		limits: defaultLimits,
		onAttempt: (attempt) => attempts.push(attempt)
	});
	const result = await stage.done;
	const stamps = await readStamps(server);
	const collector = new StageCollector({
		load,
		slo: null,
		sloShare: 0.95,
		price: null,
		priceVersion: null,
		isGraded: false
	});
	const errorsMs: number[] = [];
	let events = 0;
	for (const attempt of attempts) {
		const { response, sentMs, dueMs } = attempt;
		const arrivedMs = eventArrivals(response, stampedEventBytes);
		events += arrivedMs.length;
		const answer = Number(response.headers.find(([name]) => name === answerHeader)?.[1]);
		const writtenMs = (stamps[answer]?.[0] ?? Number.NaN) - (result.zeroHrMs ?? Number.NaN);
		const firstMs = arrivedMs[0];
		if (firstMs !== undefined && sentMs !== null) {
			errorsMs.push(sentMs - dueMs + firstMs - writtenMs);
		}
		collector.add(readStream(attempt), null);
	}
	const { validity, client, windowS } = collector.summarise(result);
	const error = describe(errorsMs);
	return {
		streams,
		workers,
		eventsPerS: events / (windowS ?? Number.NaN),
		ttftErrorMs: { p50: error.p50 ?? Number.NaN, p99: error.p99 ?? Number.NaN },
		cpuShare: client?.cpuShare ?? Number.NaN,
		verdict: validity.verdict,
		reason: validity.reasons[0] ?? null
	};
};

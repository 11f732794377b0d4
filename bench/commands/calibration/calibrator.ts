/** Measures what this machine adds by itself: sends a load like that of a stage to the stamping server and compares. */
import { defaultLimits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { isOpenLoop, peakPerS, sendingS } from '#core/load-rate.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderNoiseFloor, unsendable, type NoiseFloor } from '#core/noise-floor.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { msToS } from '#core/units.ts';
import type { ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import {
	answerHeader,
	stampedEventBytes,
	stampedTarget,
	type StampedPace
} from '#bench/endpoints/stamping/stamped-request.ts';
import { readStamps, startStampingEndpoint } from '#bench/endpoints/stamping/stamping-endpoint.ts';
import {
	calibrationLoadOf,
	type CalibrationLoad
} from '#bench/load/calibration/calibration-load.ts';
import {
	eventArrivals,
	noiseFloorOf,
	type StampedAttempt
} from '#bench/load/calibration/noise-floor.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage, type RunningStage, type StageResult } from '#bench/load/run-stage.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';

export interface CalibrationOptions {
	load: LoadShape;
	isStreamed: boolean;
	/** Load worker threads of the stage. */
	workers: number;
	/** Size of a typical request, head included, bytes. */
	requestBytes: number;
	signal: AbortSignal;
	/** Told of a stage that can be stopped. */
	track?: (stage: RunningStage) => void;
}

/** First events come after a random time, as those of an engine do: at once they would come in waves. */
const firstMs = 20;
const spreadMs = 100;
/** Users of each worker that find out how many requests can be sent, and for how long they try, s. */
const limitUsers = 16;
const limitS = 1;
/** How long the last answers of a calibration may take, s. */
const drainS = 10;

/** A stage is worth a calibration from here on: what is paid for cannot be measured again for nothing, nor can what takes long. */
const longS = 60;
const manyRequests = 1_000;
const manyPaidRequests = 100;

/** Whether a stage is calibrated where nobody says: it is long, or paid for and no mere try. */
export const deservesCalibration = (load: LoadShape, seed: number, isPaid: boolean): boolean => {
	if (load.kind === 'batch') return false;
	const requests = plannedRequests(load, seed);
	const many = isPaid ? manyPaidRequests : manyRequests;
	return (sendingS(load) ?? 0) >= longS || (requests ?? 0) >= many;
};

const send = async (
	server: ServedEndpoint,
	load: LoadShape,
	pace: StampedPace,
	{ workers, requestBytes, track }: CalibrationOptions
): Promise<{ attempts: RawAttempt[]; result: StageResult }> => {
	const url = new URL(stampedTarget(pace), server.baseUrl);
	const bare = { method: 'POST' as const, url, headers: {}, body: '' };
	const body = 'x'.repeat(Math.max(0, requestBytes - renderRequest(bare).length));
	const attempts: RawAttempt[] = [];
	const running = startStage({
		address: {
			ip: '127.0.0.1',
			port: Number(url.port),
			tlsServerName: null,
			host: url.host
		},
		requests: [renderRequest({ ...bare, body })],
		shape: load,
		seed: 1,
		workers,
		limits: { ...defaultLimits, drainS },
		onAttempt: (attempt) => attempts.push(attempt)
	});
	track?.(running);
	return { attempts, result: await running.done };
};

/** The most requests a second that the workers send, each answered at once: a closed loop that never waits. */
const measureSendLimit = async (
	server: ServedEndpoint,
	options: CalibrationOptions
): Promise<number> => {
	const load: LoadShape = {
		kind: 'closed',
		concurrency: limitUsers * options.workers,
		durationS: limitS
	};
	const pace = { tokens: 1, gapMs: 0, firstMs: 0, spreadMs: 0 };
	const { attempts, result } = await send(server, load, pace, options);
	const wallS = msToS(Math.max(0, ...result.reports.map(({ wallMs }) => wallMs)));
	return wallS > 0 ? attempts.length / wallS : 0;
};

const stampedOf = (
	attempt: RawAttempt,
	stamps: readonly Float64Array[],
	zeroHrMs: number
): StampedAttempt[] => {
	const answer = attempt.response.headers.find(([name]) => name === answerHeader)?.[1];
	const writtenHrMs = answer === undefined ? undefined : stamps[Number(answer)];
	if (!writtenHrMs) return [];
	return [
		{
			attempt,
			arrivedMs: eventArrivals(attempt.response, stampedEventBytes),
			writtenMs: Array.from(writtenHrMs, (ms) => ms - zeroHrMs)
		}
	];
};

const notAbove = (load: LoadShape, mostPerS: number): LoadShape =>
	'ratePerS' in load && load.ratePerS > mostPerS && mostPerS > 0
		? { ...load, ratePerS: mostPerS }
		: load;

const measure = async (
	calibration: CalibrationLoad,
	options: CalibrationOptions
): Promise<NoiseFloor | null> => {
	await using server = await startStampingEndpoint({ signal: options.signal });
	const sendLimitPerS = await measureSendLimit(server, options);
	const isStopped = (): boolean => options.signal.aborted;
	if (isStopped()) return null;
	const { tokensPerAnswer, tokenGapMs } = calibration;
	// A queue of what cannot be sent would tell nothing more.
	const load = notAbove(calibration.load, sendLimitPerS);
	const pace = { tokens: tokensPerAnswer, gapMs: tokenGapMs, firstMs, spreadMs };
	const { attempts, result } = await send(server, load, pace, options);
	const { zeroHrMs } = result;
	if (zeroHrMs === null || isStopped()) return null;
	const stamps = await readStamps(server);
	const stamped = attempts.flatMap((attempt) => stampedOf(attempt, stamps, zeroHrMs));
	return noiseFloorOf({ ...calibration, load }, stamped, result, sendLimitPerS);
};

/** Calibrates each load once for the whole of a run: what a machine adds does not depend on whom it asks. */
export class Calibrator {
	readonly #remark: (sentence: string) => void;
	readonly #known = new Map<string, NoiseFloor | null>();

	constructor(remark: (sentence: string) => void) {
		this.#remark = remark;
	}

	/** The floor under a stage; null for a batch, and where the user broke it off. Some 4 s the first time. */
	async floorOf(options: CalibrationOptions): Promise<NoiseFloor | null> {
		const calibration = calibrationLoadOf(options.load, options.isStreamed);
		if (calibration === null) return null;
		const key = JSON.stringify([calibration, options.workers]);
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		this.#remark(
			`calibrating: ${renderLoadShape(calibration.load)} to a server of our own on this machine`
		);
		let floor: NoiseFloor | null = null;
		try {
			floor = await measure(calibration, options);
		} catch (error) {
			// What is to be measured does not depend on it.
			if (!(error instanceof BenchError)) throw error;
			if (!options.signal.aborted) this.#remark(`not calibrated: ${error.message}`);
		}
		this.#known.set(key, floor);
		if (floor) for (const sentence of this.#sentences(floor, options.load)) this.#remark(sentence);
		return floor;
	}

	#sentences(floor: NoiseFloor, load: LoadShape): string[] {
		const cannot = unsendable(isOpenLoop(load) ? peakPerS(load) : null, floor.sendLimitPerS);
		return [
			`noise floor of this machine: ${renderNoiseFloor(floor)}; smaller differences say nothing`,
			...(cannot === null ? [] : [cannot]),
			...floor.clientReasons.map(
				(reason) => `with this load the client alone would be too slow: ${reason}`
			)
		];
	}
}

/** Runs a stage of load workers and gathers what it handed out. */
import { defaultLimits, type Limits } from '#core/config.ts';
import type { RunLoad } from '#core/stage-load.ts';
import type { Address } from '#bench/load/address.ts';
import type { RequestFinish } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage, type RunningStage, type StageResult } from '#bench/load/run-stage.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import type { RawAttempt, WorkerReport } from '#bench/load/worker-messages.ts';

interface Options {
	address: Address;
	shape: RunLoad;
	workers?: number;
	seed?: number;
	limits?: Partial<Limits>;
	/** Request bodies that the stage cycles through. */
	bodies?: readonly string[];
	/** Which of them each place of the schedule sends. */
	order?: Uint32Array;
	converses?: boolean;
	/** What each request gets as it is sent. */
	finish?: RequestFinish;
	startLine?: StartLine;
	onAttempt?: (attempt: RawAttempt) => void;
}

export interface EndedStage extends StageResult {
	/** In order of their ordinals. */
	attempts: RawAttempt[];
	ordinals: number[];
	/** The reports of all workers in one. */
	total: Pick<
		WorkerReport,
		'droppedSends' | 'connectionsOpened' | 'reconnects' | 'maxInFlight' | 'bytesReceived'
	>;
	gaveUp: string | null;
}

export const requestsOf = (address: Address, bodies: readonly string[]): Uint8Array[] =>
	bodies.map((body) =>
		renderRequest({
			method: 'POST',
			url: new URL(`http://${address.host}/v1/chat/completions`),
			headers: { 'content-type': 'application/json' },
			body
		})
	);

export const beginStage = (
	options: Options
): { running: RunningStage; ended: Promise<EndedStage> } => {
	const attempts: RawAttempt[] = [];
	const running = startStage({
		address: options.address,
		requests: requestsOf(options.address, options.bodies ?? ['{}']),
		...(options.order && { order: options.order }),
		converses: options.converses ?? false,
		finish: options.finish ?? null,
		shape: options.shape,
		seed: options.seed ?? 1,
		workers: options.workers ?? 1,
		limits: { ...defaultLimits, ...options.limits },
		...(options.startLine && { startLine: options.startLine }),
		onAttempt: (attempt) => {
			attempts.push(attempt);
			options.onAttempt?.(attempt);
		}
	});
	const ended = running.done.then((result): EndedStage => {
		attempts.sort((a, b) => a.ordinal - b.ordinal || a.turn - b.turn);
		const sum = (of: (report: WorkerReport) => number): number =>
			result.reports.reduce((all, report) => all + of(report), 0);
		return {
			...result,
			attempts,
			ordinals: attempts.map(({ ordinal }) => ordinal),
			total: {
				droppedSends: sum((report) => report.droppedSends),
				connectionsOpened: sum((report) => report.connectionsOpened),
				reconnects: sum((report) => report.reconnects),
				maxInFlight: sum((report) => report.maxInFlight),
				bytesReceived: sum((report) => report.bytesReceived)
			},
			gaveUp: result.reports.find(({ gaveUp }) => gaveUp !== null)?.gaveUp ?? null
		};
	});
	return { running, ended };
};

export const runStage = (options: Options): Promise<EndedStage> => beginStage(options).ended;

/** `complete`, or the code of the failure. */
export const endOf = ({ response: { end } }: RawAttempt): string =>
	end.kind === 'complete' ? 'complete' : end.code;

/** How many attempts ended in each way. */
export const endsOf = (attempts: readonly RawAttempt[]): Record<string, number> => {
	const ends: Record<string, number> = {};
	for (const attempt of attempts) ends[endOf(attempt)] = (ends[endOf(attempt)] ?? 0) + 1;
	return ends;
};

/** 0, 1, … n − 1 */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Whether the measurement of a stage can be trusted, and everything that stands against it. */
import { mannWhitneyZ } from '#core/statistics/mann-whitney.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import type { ClientReport, Validity } from '#core/stage.ts';

/** Above these the client is part of what was measured: a fault of few ms matters to a TTFT of 20 ms, not to one of 10 s. */
const limits = {
	/** Share of the typical latency that lateness and delays may reach if that is more than the limits below. */
	shareOfLatency: 0.05,
	/** p99 of sent − due on connections that were open in time, ms. */
	sendLatenessMs: 5,
	/** p99 of the workers' event-loop delay, and of how long first output may have lain unread, ms. */
	eventLoopDelayMs: 10,
	/** CPU time / wall time of the busiest worker. */
	cpuShare: 0.9
} as const;

/** Share of attempts without a whole answer above which the stage says more about errors than about latency. */
const maxFailureShare = 0.05;

/** A drift counts if the later half is this much slower or faster in the median, and the ranks differ at p < 0.001. */
const driftRatio = 1.25;
const driftZ = 3.29;
/** Halves smaller than this cannot show a drift. */
const minimumHalf = 15;
/** Blocks of a half that are compared in place of single answers, and the smallest such block. */
const blocksOfHalf = 10;
const smallestBlock = 5;

export interface ValidityInput {
	client: ClientReport;
	/** Sent − due of attempts whose connection was open in time, ms. */
	readyLatenessP99Ms: number | null;
	/** Median latency of the stage (TTFT, or the whole answer without streaming), ms; null without answers. */
	typicalMs: number | null;
	/** Attempts that ended by themselves, whatever came of them. */
	ended: number;
	/** Attempts with a whole answer. */
	completed: number;
	/** Those of them that are warm-up, which no claim rests on; none where absent. */
	warmUpAnswers?: number;
	/** Due → end of the whole answers behind the warm-up, ms, in order of their due moments. */
	e2eMsByDue: readonly number[];
	/** Whether requests came at a rate of their own. */
	isOpenLoop: boolean;
	/** Whether that rate changed while the stage ran: latencies then change with it, which says nothing of the endpoint. */
	variesRate: boolean;
	/** The share that the objective speaks of: decides how many samples are enough. */
	sloShare: number;
	/** Why the workers stopped before the schedule was done; null if they did not. */
	gaveUp: string | null;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const median = (values: readonly number[]): number =>
	quantileOfSorted(Float64Array.from(values).sort(), 0.5) ?? Number.NaN;

const unreachable = 'the endpoint could not be reached any more: ';

/** Why the workers of a stored stage stopped before its schedule was done, out of what stands against it; null where they did not. */
export const gaveUpOf = ({ reasons }: Validity): string | null =>
	reasons.find((reason) => reason.startsWith(unreachable))?.slice(unreachable.length) ?? null;

const errorReasons = ({ ended, completed, gaveUp }: ValidityInput): string[] => {
	const reasons: string[] = [];
	if (gaveUp !== null) reasons.push(`${unreachable}${gaveUp}`);
	const failed = ended - completed;
	if (ended > 0 && failed / ended > maxFailureShare) {
		reasons.push(
			`${String(failed)} of ${String(ended)} attempts (${percent(failed / ended)}) brought no whole answer; more than ${percent(maxFailureShare)} leaves the latencies to the lucky ones`
		);
	}
	return reasons;
};

/** Why the client was part of what was measured, one sentence each; empty where it was not. */
export const clientReasons = ({
	client,
	readyLatenessP99Ms,
	typicalMs
}: Pick<ValidityInput, 'client' | 'readyLatenessP99Ms' | 'typicalMs'>): string[] => {
	const reasons: string[] = [];
	const relativeMs = limits.shareOfLatency * (typicalMs ?? 0);
	const lateLimitMs = Math.max(limits.sendLatenessMs, relativeMs);
	const delayLimitMs = Math.max(limits.eventLoopDelayMs, relativeMs);
	if (readyLatenessP99Ms !== null && readyLatenessP99Ms > lateLimitMs) {
		reasons.push(
			`requests left late although their connections were open: p99 of sent − due is ${ms(readyLatenessP99Ms)}, the limit is ${ms(lateLimitMs)}`
		);
	}
	if (client.eventLoopDelayMs.p99 > delayLimitMs) {
		reasons.push(
			`a load worker was held up: p99 of its event-loop delay is ${ms(client.eventLoopDelayMs.p99)}, the limit is ${ms(delayLimitMs)}`
		);
	}
	if (client.readHoldUpMs && client.readHoldUpMs.p99 > delayLimitMs) {
		reasons.push(
			`first output lay unread while a load worker stood still: up to ${ms(client.readHoldUpMs.p99)} at p99 of the answers, the limit is ${ms(delayLimitMs)}`
		);
	}
	if (client.cpuShare !== null && client.cpuShare > limits.cpuShare) {
		reasons.push(
			`the busiest load worker used ${percent(client.cpuShare)} of a core, the limit is ${percent(limits.cpuShare)}`
		);
	}
	if (client.droppedSends > 0) {
		reasons.push(`${String(client.droppedSends)} scheduled requests were never sent`);
	}
	return reasons;
};

const sampleReasons = ({ completed, warmUpAnswers = 0, sloShare }: ValidityInput): string[] => {
	const needed = minimumSamples(sloShare);
	const counted = completed - warmUpAnswers;
	const without = warmUpAnswers === 0 ? '' : ` without ${String(warmUpAnswers)} of the warm-up`;
	return counted >= needed
		? []
		: [
				`${String(counted)} whole answers${without}; a claim about ${percent(sloShare)} of requests needs ${String(needed)}`
			];
};

/**
 * The medians of ten blocks of a half, or its answers where they are few. In a queue a slow answer is followed by slow ones, so
 * that single answers would show a drift where there is one burst.
 */
const blocksOf = (half: readonly number[]): readonly number[] => {
	const size = Math.floor(half.length / blocksOfHalf);
	return size < smallestBlock
		? half
		: Array.from({ length: blocksOfHalf }, (_, i) => median(half.slice(i * size, (i + 1) * size)));
};

const driftReasons = ({ e2eMsByDue, isOpenLoop, variesRate }: ValidityInput): string[] => {
	if (variesRate) return [];
	const half = Math.floor(e2eMsByDue.length / 2);
	if (half < minimumHalf) return [];
	const [first, second] = [e2eMsByDue.slice(0, half), e2eMsByDue.slice(-half)];
	const ratio = median(second) / median(first);
	const drifted = ratio > driftRatio || ratio < 1 / driftRatio;
	if (!drifted || Math.abs(mannWhitneyZ(blocksOf(first), blocksOf(second))) < driftZ) return [];
	const cause =
		isOpenLoop && ratio > 1
			? 'the queue grew, as requests came faster than they were answered'
			: 'not steady';
	return [
		`${cause}: the median answer took ${ms(median(first))} in the first half and ${ms(median(second))} in the second`
	];
};

/** The verdict of a stage: the gravest objection decides, all of them are listed. */
export const judgeStage = (input: ValidityInput): Validity => {
	const objections = [
		['error-bound', errorReasons(input)],
		['client-bound', clientReasons(input)],
		['too-few-samples', sampleReasons(input)],
		['unsteady', driftReasons(input)]
	] as const;
	const verdict = objections.find(([, reasons]) => reasons.length > 0)?.[0] ?? 'valid';
	return { verdict, reasons: objections.flatMap(([, reasons]) => reasons) };
};

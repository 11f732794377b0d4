/** What a probe of an endpoint found: check by check what was asked, what came, and what that changes in a measurement. */
import type { ProtocolName, TargetKind } from './target.ts';

/**
 * `ok`: as the protocol says, or as a measurement needs it. `differs`: something came, and it is not that. `missing`: it did not come. `failed`: the
 * request failed, or its answer shows nothing either way. `not known`: the endpoint turned the request away for its rate limits, so that nothing can be
 * said. `not asked`: `came` says why.
 */
export const checkStatuses = [
	'ok',
	'differs',
	'missing',
	'failed',
	'not known',
	'not asked'
] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export const checkGroups = ['usage', 'stream', 'errors', 'connection', 'abilities'] as const;
export type CheckGroup = (typeof checkGroups)[number];

export interface ProbeCheck {
	/** Stable, such as `usage-stream`. */
	id: string;
	group: CheckGroup;
	title: string;
	/** What was asked for, or looked at, one sentence. */
	asked: string;
	status: CheckStatus;
	/** What came, or why nothing was asked, one sentence. */
	came: string;
	/** What it changes in a measurement, one sentence; null where nothing. */
	means: string | null;
	/** The figures behind `came`, by name with their units; empty where there are none. */
	facts: Readonly<Record<string, unknown>>;
}

/** Least and median of a few durations, ms; both null without any. */
export interface Floor {
	n: number;
	minMs: number | null;
	medianMs: number | null;
}

export interface ProbeCost {
	/** Whether anybody is paid for the requests. */
	paid: boolean;
	/** The most that the probe may cost, USD, decimal text; null where nothing is paid for. */
	capUsd: string | null;
	/** The most that its requests could have cost by their bytes and output limits, USD, decimal text; `0` where nothing is paid for. */
	worstUsd: string;
	/** What they cost by the usage that came back, USD, decimal text. Refused requests cost nothing. */
	settledUsd: string;
	/** Answers without usage, whose cost is not known and not in `settledUsd`. */
	unpricedAnswers: number;
	/** The most that those can have cost, USD, decimal text. */
	unpricedWorstUsd: string;
}

export interface ProbeReport {
	target: {
		id: string;
		kind: TargetKind;
		protocol: ProtocolName;
		/** Where the requests went. */
		baseUrl: string;
		model: string;
	};
	/** Whether no model is behind the endpoint. */
	emulated: boolean;
	/** Requests that were sent, those included that were turned away for a rate limit and sent again. */
	requests: number;
	cost: ProbeCost;
	/** What a request takes at the least from here, of a few tiny ones. */
	floor: {
		/** `connect` to an open TCP connection. */
		connect: Floor;
		/** The TLS handshake behind it; n is 0 without TLS. */
		tls: Floor;
		/** A tiny request written to the first byte of its answer, the connection open. */
		firstByte: Floor;
	};
	checks: ProbeCheck[];
}

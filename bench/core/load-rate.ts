/** What a load shape offers over time: how long, how much, and at which rate at each moment. Pure arithmetic on the shape. */
import { BenchError } from './errors.ts';
import type { LoadShape } from './load-shape.ts';
import { shareOfStage } from './mix-share.ts';
import { hoursPerWeek, namedWeeks } from './named-weeks.ts';
import type { MixLoad, RunLoad, StageLoad } from './stage-load.ts';

export type TraceLoad = Extract<LoadShape, { kind: 'trace' }>;

/** A load that is drawn at a rate which is known at each moment. */
export type OpenLoad = Exclude<LoadShape, { kind: 'closed' | 'batch' | 'trace' }>;

/** A load whose requests come at moments of their own. */
export type OpenLoop = OpenLoad | TraceLoad | MixLoad;

/** What a trace holds, which is known once it has been read. */
export const replayedOf = ({ file, replayed }: TraceLoad): NonNullable<TraceLoad['replayed']> => {
	if (replayed) return replayed;
	throw new BenchError('E_INTERNAL', `the trace ${file} was to be replayed before it was read`);
};

/** Whether requests come at moments of their own, whatever the answers do. */
export const isOpenLoop = (load: StageLoad): load is OpenLoop =>
	load.kind !== 'closed' &&
	load.kind !== 'batch' &&
	load.kind !== 'retry' &&
	load.kind !== 'imported';

/** A part of a load in which the offered rate changes evenly, or not at all. */
export interface RatePiece {
	durationS: number;
	/** Offered requests per second at the beginning and at the end of the piece. */
	fromPerS: number;
	toPerS: number;
}

const secondsPerHour = 3_600;

const profilePieces = ({
	week,
	meanPerS,
	startHour,
	hours,
	speed
}: Extract<LoadShape, { kind: 'profile' }>): RatePiece[] => {
	const weights = typeof week === 'string' ? namedWeeks[week].weights : week;
	const mean = weights.reduce((sum, weight) => sum + weight, 0) / hoursPerWeek;
	return Array.from({ length: hours }, (_, i) => {
		const weight = weights[(startHour + i) % hoursPerWeek] as number;
		const perS = mean === 0 ? 0 : (meanPerS * weight) / mean;
		return { durationS: secondsPerHour / speed, fromPerS: perS, toPerS: perS };
	});
};

/** The rate of an open loop over time, piece by piece. */
export const ratePiecesOf = (load: OpenLoad): RatePiece[] => {
	switch (load.kind) {
		case 'constant':
		case 'poisson':
		case 'gamma':
			return [{ durationS: load.durationS, fromPerS: load.ratePerS, toPerS: load.ratePerS }];
		case 'ramp':
			return [{ durationS: load.durationS, fromPerS: load.fromPerS, toPerS: load.toPerS }];
		case 'steps':
			return load.steps.map(({ ratePerS, durationS }) => ({
				durationS,
				fromPerS: ratePerS,
				toPerS: ratePerS
			}));
		case 'profile':
			return profilePieces(load);
	}
};

/** Requests that a piece offers in the mean. */
export const requestsOfPiece = ({ durationS, fromPerS, toPerS }: RatePiece): number =>
	((fromPerS + toPerS) / 2) * durationS;

/** Requests that an open loop offers in the mean; of random arrivals each draw has its own number. */
export const expectedRequests = (load: OpenLoop): number => {
	if (load.kind === 'trace') return replayedOf(load).requests;
	if (load.kind === 'mix') return shareOfStage(load) * expectedRequests(load.load);
	return ratePiecesOf(load).reduce((sum, piece) => sum + requestsOfPiece(piece), 0);
};

/** Seconds during which an open loop sends, pauses included. */
export const openSendingS = (load: OpenLoop): number => {
	if (load.kind === 'trace') return replayedOf(load).spanS / load.speed;
	if (load.kind === 'mix') return openSendingS(load.load);
	return 'durationS' in load
		? load.durationS
		: ratePiecesOf(load).reduce((sum, { durationS }) => sum + durationS, 0);
};

/** Seconds during which requests are sent; null for a closed loop or a batch that only its requests end. */
export const sendingS = (load: RunLoad): number | null => {
	if (isOpenLoop(load)) return openSendingS(load);
	return load.kind === 'closed' ? (load.durationS ?? null) : null;
};

/**
 * The highest rate at any moment, offered requests per second; of a trace the most that are due within one second, of a mix the share of
 * the stage.
 */
export const peakPerS = (load: OpenLoop): number => {
	if (load.kind === 'trace') return replayedOf(load).peakPerS;
	if (load.kind === 'mix') return shareOfStage(load) * peakPerS(load.load);
	return ratePiecesOf(load).reduce(
		(most, { fromPerS, toPerS }) => Math.max(most, fromPerS, toPerS),
		0
	);
};

/**
 * Whether the offered rate changes while the stage runs. Such a stage is no measurement of one rate: it enters no capacity, and that
 * latencies change in it is not against it.
 */
export const hasVaryingRate = (load: StageLoad): boolean => {
	if (!isOpenLoop(load)) return false;
	if (load.kind === 'trace') return true;
	if (load.kind === 'mix') return hasVaryingRate(load.load);
	const pieces = ratePiecesOf(load);
	const first = pieces[0]?.fromPerS;
	return pieces.some(({ fromPerS, toPerS }) => fromPerS !== first || toPerS !== first);
};

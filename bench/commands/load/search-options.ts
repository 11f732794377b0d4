/** The flags of `bench load --find-capacity`: how far the search may go. */
import { BenchError } from '#core/errors.ts';
import { searchLimitsOf, type SearchLimits } from '#core/find-capacity.ts';
import type { Slo } from '#core/slo.ts';

/** The flags, as parsed. */
export interface SearchOptions {
	findCapacity?: true;
	precision?: number;
	startRate?: number;
	maxStages?: number;
	maxDuration?: number;
	maxRate?: number;
}

const searchFlags = {
	precision: '--precision',
	startRate: '--start-rate',
	maxStages: '--max-stages',
	maxDuration: '--max-duration',
	maxRate: '--max-rate'
} as const satisfies Record<Exclude<keyof SearchOptions, 'findCapacity'>, string>;

/** Flags of a test of one stage, by their names in the options. */
const stageFlags = {
	batch: '--batch',
	concurrency: '--concurrency',
	rate: '--rate',
	ramp: '--ramp',
	steps: '--steps',
	requests: '--requests',
	duration: '--duration',
	arrivals: '--arrivals',
	burstiness: '--burstiness',
	trace: '--trace'
} as const;

/** Below so many stages nothing can be enclosed. */
const fewestStages = 2;

const usage = (message: string, hint: string): BenchError =>
	new BenchError('E_USAGE', message, { hint });

/**
 * How far the search may go; null where none is asked for. Throws E_USAGE where flags of a search stand without it, where those of one stage
 * stand with it, and without an objective, as a capacity is one at an objective.
 */
export const searchOf = (
	options: SearchOptions & { slo?: Slo } & Partial<Record<keyof typeof stageFlags, unknown>>
): SearchLimits | null => {
	const { findCapacity, precision, startRate, maxStages, maxDuration, maxRate } = options;
	const given = (flags: Readonly<Record<string, string>>): string[] =>
		Object.entries(flags).flatMap(([key, flag]) =>
			options[key as keyof typeof options] === undefined ? [] : [flag]
		);
	if (!findCapacity) {
		const [alone] = given(searchFlags);
		if (alone === undefined) return null;
		throw usage(`${alone} belongs to --find-capacity`, 'Add --find-capacity, or leave it out.');
	}
	const ofStage = given(stageFlags);
	if (ofStage.length > 0) {
		throw usage(
			`--find-capacity chooses its stages itself: leave out ${ofStage.join(' and ')}`,
			'--start-rate, --max-rate, --max-stages and --max-duration say how far it may go.'
		);
	}
	if (options.slo === undefined) {
		throw usage(
			'--find-capacity needs --slo: a capacity is the highest rate at which an objective holds',
			"Give one, such as --slo 'ttft<800ms,e2e<20s'."
		);
	}
	if (precision !== undefined && precision > 0.5) {
		throw usage('--precision is at most 0.5', '0.05 asks for an interval of ± 5 %.');
	}
	if (maxStages !== undefined && (maxStages < fewestStages || maxStages > 1_000)) {
		throw usage('--max-stages is from 2 to 1000', 'A search takes about twenty stages.');
	}
	return {
		...searchLimitsOf(true),
		...(precision !== undefined && { precision }),
		...(startRate !== undefined && { startRatePerS: startRate }),
		...(maxStages !== undefined && { maxStages }),
		...(maxDuration !== undefined && { maxDurationS: maxDuration }),
		...(maxRate !== undefined && { maxRatePerS: maxRate })
	};
};

/** From the flags of `bench load` to the one load shape that they mean. */
import { InvalidArgumentError } from 'commander';
import { BenchError } from '#core/errors.ts';
import { expectedRequests, openSendingS, type OpenLoad, type TraceLoad } from '#core/load-rate.ts';
import { loadShapeSchema, maxOpenLoopRequests, type LoadShape } from '#core/load-shape.ts';
import type { TraceFormat } from '#core/request-trace.ts';
import { formatDuration, formatNumber } from '#bench/report/format.ts';
import { parseDurationS } from '../options.ts';

export interface RampOption {
	fromPerS: number;
	toPerS: number;
}

export interface StepOption {
	ratePerS: number;
	durationS: number;
}

/** The flags that say how requests are offered. */
export interface LoadShapeOptions {
	concurrency?: number;
	batch?: true;
	stream?: boolean;
	rate?: number;
	ramp?: RampOption;
	steps?: StepOption[];
	arrivals?: 'poisson' | 'constant' | 'gamma';
	burstiness?: number;
	requests?: number;
	duration?: number;
	/** A file whose requests are replayed. */
	trace?: string;
	speed?: number;
	traceFormat?: TraceFormat;
	/** Seconds of the trace. */
	traceOffset?: number;
	skipBad?: true;
	/** Whether the lengths of prompts and answers are replayed as well; absent: they are. */
	traceUse?: 'arrivals' | 'requests';
	/** Of a replay with its lengths: the encoding of OpenAI or the tokenizer.json. */
	tokenizer?: string;
	forceOutputLength?: true;
	/** Whether the trace is only looked at. */
	dryRun?: true;
}

const defaultDurationS = 30;

/** A rate from 0; null for anything else. */
const rateOf = (text: string): number | null => {
	const value = Number(text);
	return text.trim() === '' || !Number.isFinite(value) || value < 0 ? null : value;
};

/** `1..8`: offered requests per second at the beginning and at the end. */
export const parseRamp = (text: string): RampOption => {
	const [from, to, ...rest] = text.split('..');
	const [fromPerS, toPerS] = [rateOf(from ?? ''), rateOf(to ?? '')];
	if (fromPerS === null || toPerS === null || rest.length > 0) {
		throw new InvalidArgumentError(
			'expected two rates from 0, FROM..TO, such as 1..8 for one to eight requests a second.'
		);
	}
	return { fromPerS, toPerS };
};

const stepOf = (text: string, place: number): StepOption => {
	const [time, rate, ...rest] = text.split('@');
	const ratePerS = rateOf(rate ?? '');
	const expected = `step ${String(place)}, "${text.trim()}": expected TIME@RATE, such as 30s@2 for 30 s at two requests a second`;
	if (time === undefined || ratePerS === null || rest.length > 0) {
		throw new InvalidArgumentError(`${expected}.`);
	}
	try {
		return { ratePerS, durationS: parseDurationS(time) };
	} catch (error) {
		if (!(error instanceof InvalidArgumentError)) throw error;
		throw new InvalidArgumentError(`${expected}; of the time, ${error.message}`);
	}
};

/** `30s@2,10s@0,1m@4`: one rate after another, a rate of 0 being a pause. */
export const parseSteps = (text: string): StepOption[] =>
	text.split(',').map((step, index) => stepOf(step, index + 1));

/** Shape of gamma gaps. */
export const parseBurstiness = (text: string): number => {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0.01 && value <= 1_000)) {
		throw new InvalidArgumentError(
			'expected a number from 0.01 to 1000: 1 is Poisson, less is burstier.'
		);
	}
	return value;
};

const usage = (message: string, hint?: string): BenchError =>
	new BenchError('E_USAGE', message, hint === undefined ? {} : { hint });

/** The flags that each begin a load of their own, as given. */
const given = ({ concurrency, rate, ramp, steps, trace }: LoadShapeOptions): string[] => [
	...(concurrency === undefined ? [] : ['--concurrency']),
	...(rate === undefined ? [] : ['--rate']),
	...(ramp === undefined ? [] : ['--ramp']),
	...(steps === undefined ? [] : ['--steps']),
	...(trace === undefined ? [] : ['--trace'])
];

/** Flags that say nothing without a trace. */
const checkTraceFlags = ({
	trace,
	speed,
	traceFormat,
	traceOffset,
	skipBad,
	traceUse,
	tokenizer,
	forceOutputLength,
	dryRun
}: LoadShapeOptions): void => {
	if (trace !== undefined) {
		const withLengths = [
			...(tokenizer === undefined ? [] : ['--tokenizer']),
			...(forceOutputLength === undefined ? [] : ['--force-output-length'])
		];
		if (traceUse === 'arrivals' && withLengths[0] !== undefined) {
			throw usage(`${withLengths[0]} does not belong to --trace-use arrivals`);
		}
		return;
	}
	const [stray] = [
		...(speed === undefined ? [] : ['--speed']),
		...(traceFormat === undefined ? [] : ['--trace-format']),
		...(traceOffset === undefined ? [] : ['--trace-offset']),
		...(skipBad === undefined ? [] : ['--skip-bad']),
		...(traceUse === undefined ? [] : ['--trace-use']),
		...(tokenizer === undefined ? [] : ['--tokenizer']),
		...(forceOutputLength === undefined ? [] : ['--force-output-length']),
		...(dryRun === undefined ? [] : ['--dry-run'])
	];
	if (stray !== undefined) throw usage(`${stray} belongs to --trace FILE`);
};

/** All requests as fast as the endpoint takes them. */
const batchOf = (options: LoadShapeOptions): LoadShape => {
	const { concurrency, requests, duration, stream = false } = options;
	if (concurrency === undefined || requests === undefined) {
		throw usage(
			'--batch needs --concurrency and --requests',
			'--concurrency N keeps N requests in flight until --requests M are answered.'
		);
	}
	if (duration !== undefined) {
		throw usage('--duration does not belong to --batch, which ends with its requests');
	}
	return { kind: 'batch', concurrency, requests, stream };
};

const checkTogether = (options: LoadShapeOptions): void => {
	const { requests, duration, arrivals, burstiness, steps } = options;
	const [first, second] = given(options);
	if (options.batch && first !== undefined && first !== '--concurrency') {
		throw usage(
			`give --batch or ${first}, not both`,
			'--batch sends as fast as the endpoint takes it.'
		);
	}
	if (first !== undefined && second !== undefined) {
		throw usage(
			`give ${first} or ${second}, not both`,
			'--concurrency keeps N requests in flight; --rate, --ramp, --steps and --trace offer requests whatever the answers do.'
		);
	}
	const isOpen = first !== undefined && first !== '--concurrency';
	checkTraceFlags(options);
	if (arrivals !== undefined && first === '--trace') {
		throw usage('--arrivals does not belong to --trace: its requests come when they came');
	}
	if (!isOpen && arrivals !== undefined) {
		throw usage(
			'--arrivals belongs to --rate, --ramp or --steps',
			'In a closed loop every answer brings the next request; --rate R offers R requests a second.'
		);
	}
	if (isOpen && first !== '--trace' && requests !== undefined) {
		throw usage(`--requests belongs to --concurrency; with ${first} give --duration`);
	}
	if (steps !== undefined && duration !== undefined) {
		throw usage('--duration does not belong to --steps: each step says how long it takes');
	}
	if (arrivals === 'gamma' && first !== '--rate') {
		throw usage(
			`--arrivals gamma belongs to --rate; with ${first ?? 'a closed loop'} give poisson or constant`
		);
	}
	if (arrivals === 'gamma' && burstiness === undefined) {
		throw usage(
			'--arrivals gamma needs --burstiness K',
			'1 is Poisson, less is burstier, more is more even: the squared coefficient of variation of the gaps is 1/K.'
		);
	}
	if (burstiness !== undefined && arrivals !== 'gamma') {
		throw usage('--burstiness belongs to --arrivals gamma');
	}
};

const closedLoopOf = ({ concurrency = 1, requests, duration }: LoadShapeOptions): LoadShape => {
	const durationS = duration ?? (requests === undefined ? defaultDurationS : undefined);
	return {
		kind: 'closed',
		concurrency,
		...(requests === undefined ? {} : { requests }),
		...(durationS === undefined ? {} : { durationS })
	};
};

const openLoopOf = (options: LoadShapeOptions): OpenLoad | null => {
	const { rate, ramp, steps, arrivals = 'poisson', burstiness = 1 } = options;
	const durationS = options.duration ?? defaultDurationS;
	if (rate !== undefined) {
		return arrivals === 'gamma'
			? { kind: 'gamma', ratePerS: rate, durationS, burstiness }
			: { kind: arrivals, ratePerS: rate, durationS };
	}
	const evenly = arrivals === 'constant' ? 'constant' : 'poisson';
	if (ramp) return { kind: 'ramp', ...ramp, durationS, arrivals: evenly };
	return steps ? { kind: 'steps', steps, arrivals: evenly } : null;
};

/** The replay of a trace; what the file holds is found when it is read. `duration` is that of the replay, as of any other load. */
const traceOf = (options: LoadShapeOptions): TraceLoad | null => {
	const { trace, speed = 1, traceFormat, traceOffset, requests, duration, skipBad } = options;
	if (trace === undefined) return null;
	const load = loadShapeSchema.safeParse({
		kind: 'trace',
		file: trace,
		speed,
		skipBad: skipBad ?? false,
		use: options.traceUse ?? 'requests',
		...(traceFormat && { format: traceFormat }),
		...(traceOffset !== undefined && { offsetS: traceOffset }),
		...((requests !== undefined || duration !== undefined) && {
			limit: {
				...(requests !== undefined && { requests }),
				...(duration !== undefined && { durationS: duration * speed })
			}
		})
	});
	if (load.success) return load.data as TraceLoad;
	const issue = load.error.issues[0];
	throw usage(`--trace: ${String(issue?.path.at(-1) ?? '')}: ${issue?.message ?? 'not valid'}`);
};

/** The one stage of the test. Throws E_USAGE for flags that contradict each other. */
export const loadShapeOf = (options: LoadShapeOptions): LoadShape => {
	checkTogether(options);
	const trace = traceOf(options);
	if (trace) return trace;
	if (options.batch) return batchOf(options);
	const load = openLoopOf(options);
	if (load === null) return closedLoopOf(options);
	const count = expectedRequests(load);
	if (count > maxOpenLoopRequests) {
		throw usage(
			`${formatNumber(count / openSendingS(load))} requests a second for ${formatDuration(openSendingS(load))} are more than ${formatNumber(maxOpenLoopRequests)}`,
			'Give a lower rate or a shorter time.'
		);
	}
	const { error } = loadShapeSchema.safeParse(load);
	if (error) throw usage(`${given(options)[0] ?? ''}: ${error.issues[0]?.message ?? 'not valid'}`);
	return load;
};

/** The load of one stage: who decides when the next request leaves. */
import { z } from 'zod';
import { isObject } from './json.ts';
import { expectedRequests, openSendingS } from './load-rate.ts';
import { hoursPerWeek, profileNames } from './named-weeks.ts';
import { traceFormats } from './request-trace.ts';

const requests = z.int().positive().meta({ description: 'Number of requests to send' });
/** A week; also what the timers of a computer can hold. */
const longestS = 604_800;
/** Due times are held in memory. */
export const maxOpenLoopRequests = 5_000_000;

const durationS = z
	.number()
	.positive()
	.max(longestS)
	.meta({ description: 'Seconds during which requests are sent' });
const ratePerS = z.number().positive().meta({ description: 'Offered requests per second' });
const rateOrPause = z
	.number()
	.nonnegative()
	.meta({ description: 'Offered requests per second; 0 is a pause' });

const arrivals = z
	.enum(['poisson', 'constant'])
	.default('poisson')
	.describe(
		'How requests follow each other at the rate of the moment: as independent users do, or evenly'
	);

/** Closed loop: a fixed number of users, each sends again when its answer has ended. */
const closedSchema = z.strictObject({
	kind: z.literal('closed'),
	concurrency: z.int().positive().meta({ description: 'Requests in flight at once' }),
	requests: requests.optional(),
	durationS: durationS.optional()
});

/** All requests as fast as the endpoint takes them, for its throughput alone: nobody waits for an answer. */
const batchSchema = z.strictObject({
	kind: z.literal('batch'),
	concurrency: z.int().positive().meta({ description: 'Requests in flight at once' }),
	requests: requests
		.optional()
		.describe('Number of requests to send; every item once where absent'),
	stream: z
		.boolean()
		.default(false)
		.describe('Whether answers are streamed, where the target streams; whole ones otherwise')
});

/** Open loop: request i is due at i / rate, whatever the answers do. */
const constantSchema = z.strictObject({ kind: z.literal('constant'), ratePerS, durationS });

/** Open loop with exponential gaps, as independent users arrive. */
const poissonSchema = z.strictObject({ kind: z.literal('poisson'), ratePerS, durationS });

/** Open loop with gamma gaps: as bursty as one likes at a rate that stays the same. */
const gammaSchema = z.strictObject({
	kind: z.literal('gamma'),
	ratePerS,
	durationS,
	burstiness: z
		.number()
		.min(0.01)
		.max(1_000)
		.describe(
			"Shape k of the gaps' gamma distribution, whose squared coefficient of variation is 1/k: 1 is Poisson, less is burstier, more is more even"
		)
});

/** Open loop whose rate changes evenly from one to another. */
const rampSchema = z.strictObject({
	kind: z.literal('ramp'),
	fromPerS: rateOrPause.describe('Offered requests per second at the beginning'),
	toPerS: rateOrPause.describe('Offered requests per second at the end'),
	durationS,
	arrivals
});

const maxSteps = 1_000;

/** Open loop of one rate after another. */
const stepsSchema = z.strictObject({
	kind: z.literal('steps'),
	steps: z
		.array(z.strictObject({ ratePerS: rateOrPause, durationS }))
		.min(1)
		.max(maxSteps)
		.describe('One rate after another'),
	arrivals
});

/**
 * Open loop that follows hours of a week. The rate at a moment is that of the real hour; `speed` shortens only how long an hour lasts,
 * so that the endpoint meets each rate of the week without the test taking one, and gets 1/speed of the week's requests.
 */
const profileSchema = z.strictObject({
	kind: z.literal('profile'),
	week: z
		.union([z.enum(profileNames), z.array(z.number().nonnegative()).length(hoursPerWeek)])
		.describe('The week: a named shape, or 168 numbers from Monday 00:00 on, in any scale'),
	meanPerS: z
		.number()
		.positive()
		.describe('Offered requests per second in the mean of the whole week'),
	startHour: z
		.int()
		.nonnegative()
		.max(hoursPerWeek - 1)
		.default(0)
		.describe('Hour of the week that comes first; 0 is Monday 00:00'),
	hours: z
		.int()
		.positive()
		.max(hoursPerWeek)
		.default(hoursPerWeek)
		.describe('How many hours of the week follow; Sunday is followed by Monday'),
	speed: z
		.number()
		.positive()
		.default(1)
		.describe(
			'How fast the week goes by: an hour takes 3,600 / speed seconds. Rates stay what they are in the real hour'
		),
	arrivals
});

/** What was found in the file of a trace; with it a stored stage says what was replayed, whether the file is still there or not. */
const replayedSchema = z.strictObject({
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/u)
		.describe('SHA-256 of the bytes of the file'),
	format: z.enum(traceFormats),
	requests: requests.describe('Requests that are replayed'),
	spanS: z
		.number()
		.positive()
		.describe(
			'Seconds of the trace that are replayed: from the first moment to the last, or as long as was asked for'
		),
	peakPerS: z
		.number()
		.positive()
		.describe('Most requests that are due within one second of the replay')
});

/** Open loop whose requests come when those of a trace came. */
const traceSchema = z.strictObject({
	kind: z.literal('trace'),
	file: z.string().min(1).describe('The trace, relative to this file; may be packed with gzip'),
	format: z.enum(traceFormats).optional().describe('Told from the file where it is not given'),
	speed: z
		.number()
		.min(1e-3)
		.max(1e6)
		.default(1)
		.describe(
			'How fast time goes by: a request is due at (its moment − the first moment) / speed, so that rates are multiplied by it'
		),
	use: z
		.enum(['arrivals', 'requests'])
		.default('arrivals')
		.describe(
			'What is taken from the trace: the moments alone, or the lengths of prompts and answers as well (bench load)'
		),
	offsetS: z
		.number()
		.nonnegative()
		.max(1e9)
		.optional()
		.describe('Seconds of the trace after its first moment at which the replay begins'),
	limit: z
		.strictObject({
			requests: requests.optional(),
			durationS: z
				.number()
				.positive()
				.max(1e9)
				.optional()
				.describe('Seconds of the trace that are replayed')
		})
		.optional()
		.describe('Where the replay ends; absent: with the trace'),
	skipBad: z
		.boolean()
		.default(false)
		.describe('Whether lines that are no request are passed over and counted'),
	replayed: replayedSchema
		.optional()
		.describe('What was found in the file. Leave it out: it is filled in when the trace is read')
});

/** Open loops that are drawn at a rate which is known at each moment. */
const openSchemas = [
	constantSchema,
	poissonSchema,
	gammaSchema,
	rampSchema,
	stepsSchema,
	profileSchema
] as const;

const shapes = z.discriminatedUnion('kind', [
	closedSchema,
	batchSchema,
	...openSchemas,
	traceSchema
]);

export type LoadShape = z.infer<typeof shapes>;

interface ShapeProblem {
	path: (string | number)[];
	message: string;
}

/** What is wrong with a shape whose parts are right one by one. */
const problemsOf = (shape: LoadShape): ShapeProblem[] => {
	if (shape.kind === 'closed') {
		return shape.requests === undefined && shape.durationS === undefined
			? [
					{
						path: [],
						message: 'a closed loop needs "requests", "durationS" or both, or it would never end'
					}
				]
			: [];
	}
	// Of a trace this is known once it has been read.
	if (shape.kind === 'trace' && !shape.replayed) return [];
	if (shape.kind === 'batch') return [];
	const count = expectedRequests(shape);
	if (count === 0) {
		return [
			{ path: [], message: 'every rate of this load is 0, so that nothing would ever be sent' }
		];
	}
	if (count > maxOpenLoopRequests) {
		return [
			{ path: [], message: `rate × duration is more than ${String(maxOpenLoopRequests)} requests` }
		];
	}
	if (openSendingS(shape) > longestS) {
		return [{ path: [], message: `this load takes longer than a week (${String(longestS)} s)` }];
	}
	return [];
};

const checkShape = (shape: LoadShape, context: z.RefinementCtx): void => {
	for (const { path, message } of problemsOf(shape)) {
		context.addIssue({ code: 'custom', path, message });
	}
};

export const loadShapeSchema = shapes.superRefine(checkShape);

const openKinds = openSchemas.map(({ shape }) => shape.kind.value);

/** Why the load of several scenarios together cannot be of a kind. */
const whyNotTogether = new Map([
	[
		'closed',
		'in a closed loop it would depend on which answers come fast which scenario is asked next'
	],
	['batch', 'in a batch it would depend on which answers come fast which scenario is asked next'],
	[
		'trace',
		'the moments of a trace are those of one use case: replay it among the "loads" of its scenario'
	]
]);

const whyNoOpenLoad = ({ input }: { input?: unknown }): string | undefined => {
	const kind = isObject(input) ? input['kind'] : undefined;
	const why = typeof kind === 'string' ? whyNotTogether.get(kind) : undefined;
	const expected = `expected one of ${openKinds.join(', ')}`;
	return why === undefined ? expected : `${expected}, as ${why}`;
};

/** An open loop that several scenarios share: its moments are known before anything is asked. */
export const openLoadSchema = z
	.discriminatedUnion('kind', openSchemas, { error: whyNoOpenLoad })
	.superRefine(checkShape);

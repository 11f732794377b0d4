/** The load of one stage: who decides when the next request leaves. */
import { z } from 'zod';

const requests = z.int().positive().meta({ description: 'Number of requests to send' });
/** A week; also what the timers of a computer can hold. */
const longestS = 604_800;
/** Due times are held in memory. */
const maxOpenLoopRequests = 5_000_000;

const durationS = z
	.number()
	.positive()
	.max(longestS)
	.meta({ description: 'Seconds during which requests are sent' });
const ratePerS = z.number().positive().meta({ description: 'Offered requests per second' });

export const loadShapeSchema = z
	.discriminatedUnion('kind', [
		/** Closed loop: a fixed number of users, each sends again when its answer has ended. */
		z.strictObject({
			kind: z.literal('closed'),
			concurrency: z.int().positive().meta({ description: 'Requests in flight at once' }),
			requests: requests.optional(),
			durationS: durationS.optional()
		}),
		/** Open loop: request i is due at i / rate, whatever the answers do. */
		z.strictObject({ kind: z.literal('constant'), ratePerS, durationS }),
		/** Open loop with exponential gaps, as independent users arrive. */
		z.strictObject({ kind: z.literal('poisson'), ratePerS, durationS })
	])
	.superRefine((shape, context) => {
		if (shape.kind !== 'closed' && shape.ratePerS * shape.durationS > maxOpenLoopRequests) {
			context.addIssue({
				code: 'custom',
				message: `rate × duration is more than ${String(maxOpenLoopRequests)} requests`
			});
		}
		if (shape.kind === 'closed' && shape.requests === undefined && shape.durationS === undefined) {
			context.addIssue({
				code: 'custom',
				message: 'a closed loop needs "requests", "durationS" or both, or it would never end'
			});
		}
	});

export type LoadShape = z.infer<typeof loadShapeSchema>;

/** The load of a stored stage: also one of which nothing is known, as another tool measured. */
export const stageLoadSchema = z.union([
	loadShapeSchema,
	z.strictObject({ kind: z.literal('imported') })
]);

export type StageLoad = z.infer<typeof stageLoadSchema>;

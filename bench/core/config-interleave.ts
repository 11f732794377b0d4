/** Whether targets that are compared take turns, so that a drift of the hour hits all of them. */
import { z } from 'zod';

export const interleaveSchema = z.union([
	z.literal(false),
	z.strictObject({
		blocks: z
			.int()
			.min(2)
			.max(50)
			.describe('Blocks of every stage; an even number evens out a steady drift best')
	})
]);

/** False: one target after the other. */
export type Interleave = z.infer<typeof interleaveSchema>;

/** No claim about quality: what counts is that an answer came. */
import { z } from 'zod';

export const noGraderSpecSchema = z.strictObject({
	kind: z
		.literal('none')
		.describe(
			'Nothing is graded: latency, cost and whether an answer came are measured, quality is not'
		)
});

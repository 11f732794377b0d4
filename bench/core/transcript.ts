/** A conversation with tools as it is kept and graded: what was called, what came back, what was said at the end, what has changed. */
import { z } from 'zod';
import { stateChangesSchema } from './state-changes.ts';

const transcriptCallSchema = z.strictObject({
	name: z.string(),
	/** As the model wrote them: JSON text, possibly broken. */
	arguments: z.string(),
	/** What the tool answered, JSON text; a long one is cut. */
	result: z.string()
});

export const transcriptSchema = z.strictObject({
	/** The answers that called tools, in order. */
	turns: z.array(
		z.strictObject({
			/** What the model said beside its calls; mostly empty. */
			text: z.string(),
			calls: z.array(transcriptCallSchema)
		})
	),
	/** The last answer, which calls nothing; null where there is none: the limit of turns was reached, or an answer did not arrive. */
	message: z.string().nullable(),
	/** From the beginning to the end of the conversation. */
	changes: stateChangesSchema
});

export type Transcript = z.infer<typeof transcriptSchema>;
export type TranscriptCall = z.infer<typeof transcriptCallSchema>;

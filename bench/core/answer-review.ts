/** What a person thinks of an answer. */
import { z } from 'zod';

export const thumbs = ['up', 'down'] as const;
export type Thumb = (typeof thumbs)[number];

export const reviewDraftSchema = z.strictObject({
	attemptId: z.string().min(1),
	reviewer: z.string().trim().min(1).max(200),
	/** Null for a comment alone. */
	thumb: z.enum(thumbs).nullable(),
	/** Null for a thumb alone; with neither, the reviewer takes back what they said. */
	comment: z.string().trim().min(1).max(10_000).nullable()
});

export type ReviewDraft = z.infer<typeof reviewDraftSchema>;

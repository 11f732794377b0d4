/** An answer out of documents: the right fact, with the places that it stands on, or that it does not stand in them. */
import { z } from 'zod';

export const citedAnswerSpecSchema = z.strictObject({
	kind: z
		.literal('cited-answer')
		.describe('A fact of given documents with its citations, or that they do not hold it'),
	unanswerable: z
		.string()
		.min(1)
		.optional()
		.describe(
			'What the prompt tells a model to write where the documents do not hold the answer; absent where they always do'
		),
	citations: z
		.enum(['required', 'ignored'])
		.default('required')
		.describe('Whether the places count: in brackets, such as [4.2] or [doc-3]')
});

export type CitedAnswerSpec = z.infer<typeof citedAnswerSpecSchema>;

/** What the grader compares with. */
export const citedReferenceSchema = z.union([
	z.strictObject({
		answerable: z.literal(true),
		/** One spelling of each fact must be in the answer: facts × spellings. */
		facts: z.array(z.array(z.string().min(1)).min(1)).min(1),
		/** None of these may be in it. */
		forbidden: z.array(z.string().min(1)).default([]),
		/** Places that must be cited: of each list at least one. */
		cite: z.array(z.array(z.string().min(1)).min(1)).default([]),
		/** Further places that may be cited; any other is wrong. */
		mayCite: z.array(z.string().min(1)).default([]),
		/** A full answer, as a good model would write it. */
		answer: z.string().min(1),
		/** Answers that look right and are not. */
		wrong: z.array(z.string()).default([])
	}),
	z.strictObject({
		answerable: z.literal(false),
		/** What a model makes up that does not notice. */
		wrong: z.array(z.string()).min(1)
	})
]);

export type CitedReference = z.infer<typeof citedReferenceSchema>;

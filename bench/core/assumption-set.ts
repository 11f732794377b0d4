/** A named set of assumptions about a use case, as a page saves it. */
import { z } from 'zod';
import { idSchema } from './scenario.ts';

/** Most entries of a set, and the longest value: far above what a page holds, far below what would hurt a database. */
const maxEntries = 1_000;
const maxValueLength = 2_000;

export const assumptionSetDraftSchema = z.strictObject({
	useCaseId: idSchema,
	/** Unique within the use case. */
	name: z.string().trim().min(1).max(120),
	/** Decimal text by parameter id, and whatever else of its state the page wants back; all of it text. */
	values: z
		.record(z.string().min(1).max(200), z.string().max(maxValueLength))
		.refine((values) => Object.keys(values).length <= maxEntries, {
			error: `expected at most ${String(maxEntries)} entries`
		}),
	/** Who saved it, in their own words; null where nobody said. */
	author: z.string().trim().min(1).max(200).nullable()
});

export type AssumptionSetDraft = z.infer<typeof assumptionSetDraftSchema>;

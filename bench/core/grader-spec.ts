/** How the answers of a scenario are graded, as written in `scenario.yaml`; the graders themselves are in `bench/graders`. */
import { z } from 'zod';

const labelSpecSchema = z.strictObject({
	kind: z.literal('label'),
	/** Every label an answer may have; matching ignores case, spaces, hyphens and underscores. */
	labels: z.array(z.string().min(1)).min(2)
});

const fieldSpecSchema = z.strictObject({
	/** Key in the JSON object; dots reach into nested objects. */
	name: z.string().min(1),
	/**
	 * How values are compared: `text` ignores case, accents and punctuation, `id` ignores spaces, hyphens and case,
	 * `number` allows a tolerance, `date` compares the day, `code` is exact.
	 */
	type: z.enum(['text', 'id', 'number', 'date', 'code']),
	/** Largest accepted difference for `number`, absolute, in the field's own unit. */
	tolerance: z.number().nonnegative().default(0),
	/** Share of the score relative to the other fields. */
	weight: z.number().positive().default(1)
});

export type FieldSpec = z.infer<typeof fieldSpecSchema>;

const jsonFieldsSpecSchema = z.strictObject({
	kind: z.literal('json-fields'),
	fields: z.array(fieldSpecSchema).min(1),
	/** Weighted share of right fields from which an answer passes. */
	passScore: z.number().gt(0).max(1).default(1)
});

export const graderSpecSchema = z.discriminatedUnion('kind', [
	labelSpecSchema,
	jsonFieldsSpecSchema
]);

export type GraderSpec = z.infer<typeof graderSpecSchema>;
export type LabelSpec = z.infer<typeof labelSpecSchema>;
export type JsonFieldsSpec = z.infer<typeof jsonFieldsSpecSchema>;

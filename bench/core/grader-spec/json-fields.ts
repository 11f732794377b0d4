/** A JSON object, field by field. */
import { z } from 'zod';

export const fieldSpecSchema = z.strictObject({
	name: z.string().min(1).describe('Key in the JSON object; dots reach into nested objects'),
	type: z
		.enum(['text', 'id', 'number', 'date', 'code'])
		.describe(
			'How values are compared: `text` ignores case, accents and punctuation, `id` ignores spaces, hyphens and case, `number` allows a tolerance, `date` compares the day, `code` is exact'
		),
	tolerance: z
		.number()
		.nonnegative()
		.default(0)
		.describe("Largest accepted difference for `number`, absolute, in the field's own unit"),
	weight: z
		.number()
		.positive()
		.default(1)
		.describe('Share of the score relative to the other fields')
});

export type FieldSpec = z.infer<typeof fieldSpecSchema>;

export const jsonFieldsSpecSchema = z.strictObject({
	kind: z.literal('json-fields'),
	fields: z
		.array(fieldSpecSchema)
		.min(1)
		.superRefine((fields, context) => {
			const seen = new Set<string>();
			fields.forEach(({ name }, index) => {
				if (seen.has(name)) {
					context.addIssue({
						code: 'custom',
						path: [index, 'name'],
						message: `the field "${name}" is listed twice`
					});
				}
				seen.add(name);
			});
		}),
	passScore: z
		.number()
		.gt(0)
		.max(1)
		.default(1)
		.describe('Weighted share of right fields from which an answer passes')
});

export type JsonFieldsSpec = z.infer<typeof jsonFieldsSpecSchema>;

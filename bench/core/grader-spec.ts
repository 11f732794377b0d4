/** How the answers of a scenario are graded, as written in `scenario.yaml`; the graders themselves are in `bench/graders`. */
import { z } from 'zod';

/**
 * What two spellings of a label have in common: letters and digits in lower case, without spaces, hyphens, underscores
 * and other punctuation. `C++` and `C#` keep their signs.
 */
export const labelKey = (text: string): string =>
	(
		text
			.normalize('NFKC')
			.toLowerCase()
			.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}+#&]*/gu) ?? []
	).join('');

const labelSpecSchema = z.strictObject({
	kind: z.literal('label'),
	labels: z
		.array(z.string().min(1))
		.min(2)
		.describe(
			'Every label an answer may have; matching ignores case, spaces, hyphens and underscores'
		)
		.superRefine((labels, context) => {
			const seen = new Map<string, string>();
			labels.forEach((label, index) => {
				const key = labelKey(label);
				const earlier = seen.get(key);
				if (key === '' || earlier !== undefined) {
					context.addIssue({
						code: 'custom',
						path: [index],
						message:
							key === ''
								? `the label "${label}" has no letter or digit`
								: `the label "${label}" cannot be told from "${earlier ?? ''}"`
					});
				}
				seen.set(key, label);
			});
		})
});

const fieldSpecSchema = z.strictObject({
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

const jsonFieldsSpecSchema = z.strictObject({
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

export const graderSpecSchema = z.discriminatedUnion('kind', [
	labelSpecSchema,
	jsonFieldsSpecSchema
]);

export type GraderSpec = z.infer<typeof graderSpecSchema>;
export type LabelSpec = z.infer<typeof labelSpecSchema>;
export type JsonFieldsSpec = z.infer<typeof jsonFieldsSpecSchema>;

/** Lists of rows in a JSON object, such as the tasks and decisions of a meeting: some fields exact, one a free text. */
import { z } from 'zod';
import { fieldSpecSchema } from './json-fields.ts';

const listSpecSchema = z.strictObject({
	name: z.string().min(1).describe('Key of the list in the JSON object'),
	fields: z
		.array(fieldSpecSchema.omit({ weight: true }))
		.default([])
		.describe('Fields of a row that must have the value of the reference'),
	text: z
		.string()
		.min(1)
		.optional()
		.describe(
			'Field with the free text of a row, in which the phrases of the reference are looked for; absent where rows have none. A row may also be a bare text'
		)
});

export type RowListSpec = z.infer<typeof listSpecSchema>;

export const jsonRowsSpecSchema = z.strictObject({
	kind: z
		.literal('json-rows')
		.describe(
			'Lists of rows in a JSON object: each row right as a whole or wrong, in any order; the score is F1 over the rows'
		),
	lists: z
		.array(listSpecSchema)
		.min(1)
		.superRefine((lists, context) => {
			lists.forEach(({ name }, index) => {
				if (lists.findIndex((list) => list.name === name) !== index) {
					context.addIssue({
						code: 'custom',
						path: [index, 'name'],
						message: `the list "${name}" is described twice`
					});
				}
			});
		}),
	passScore: z
		.number()
		.gt(0)
		.max(1)
		.default(1)
		.describe('F1 over the rows from which an answer passes that states nothing forbidden')
});

export type JsonRowsSpec = z.infer<typeof jsonRowsSpecSchema>;

/** Fields and text of a row, as a model writes it. */
const writtenRowSchema = z.strictObject({
	fields: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
	text: z.string().nullable().default(null)
});

export type WrittenRow = z.infer<typeof writtenRowSchema>;

/** A phrase: whole words, in any case; an asterisk at either end stands for the rest of a word. */
const phraseSchema = z.string().regex(/[\p{L}\p{N}]/u, 'expected a letter or a digit');

const rowReferenceSchema = z.strictObject({
	...writtenRowSchema.shape,
	/** One spelling of each must be in the text: facts × spellings. */
	says: z.array(z.array(phraseSchema).min(1)).default([]),
	/** None of these may be in the text. */
	never: z.array(phraseSchema).default([]),
	/** This row as a weak model would write it. */
	slips: z.array(writtenRowSchema).default([])
});

/** What the grader compares with. */
export const rowsReferenceSchema = z.strictObject({
	/** The lists that are asked for, by their names; others of an answer are not looked at. */
	lists: z.record(z.string(), z.array(rowReferenceSchema)),
	/** None of these may be in any text of the answer: it fails, however right the rest is. */
	forbidden: z.array(phraseSchema).default([]),
	/** Rows that a weak model adds, by list. */
	invented: z.record(z.string(), z.array(writtenRowSchema)).default({})
});

export type RowReference = z.infer<typeof rowReferenceSchema>;
export type RowsReference = z.infer<typeof rowsReferenceSchema>;

/** A JSON object that must be valid and hold the right values, leaf by leaf. */
import { z } from 'zod';
export const jsonSchemaSpecSchema = z.strictObject({
	kind: z
		.literal('json-schema')
		.describe(
			'A JSON object that is valid against a schema (draft 2020-12) and holds the values of the reference'
		),
	schema: z.record(z.string(), z.json()).describe('JSON Schema of the answer'),
	compare: z
		.enum(['exact', 'normalised'])
		.default('exact')
		.describe('How texts are compared: as they are, or by letters and digits alone'),
	passScore: z
		.number()
		.gt(0)
		.max(1)
		.default(1)
		.describe('F1 over the leaves of both objects from which a valid answer passes')
});

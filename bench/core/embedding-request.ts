/** What embeddings a scenario asks for: one of each of its texts. */
import { z } from 'zod';

export const embeddingRequestSchema = z.strictObject({
	dimensions: z
		.int()
		.positive()
		.max(65_536)
		.optional()
		.describe(
			"Numbers of each embedding, where the model can make shorter ones; another number does not count as delivered. The model's own choice where absent"
		),
	encoding: z
		.enum(['float', 'base64'])
		.optional()
		.describe(
			"How the numbers go over the wire: decimal text, or little-endian 32-bit floats in base64, about a third of the bytes. The endpoint's own choice where absent"
		)
});

/** Embeddings that a request asks for. */
export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>;

/** The models of the book, one row each. */
import { z } from '@hono/zod-openapi';
import type { Model } from '#core/model-book.ts';

export const modelRowSchema = z
	.object({
		id: z.string(),
		title: z.string(),
		publisher: z.string(),
		family: z.string(),
		kind: z.enum(['language', 'image', 'embedding']),
		access: z.enum(['open-weights', 'api-only']),
		releasedOn: z.string().nullable().openapi({ description: 'Day; null: not known' }),
		totalB: z.number().nullable().openapi({ description: 'Parameters, 10^9; null: not published' }),
		activeB: z.number().nullable().openapi({
			description: 'Of them used for a token; null where all are, or where it is not known'
		}),
		isMixture: z.boolean(),
		contextTokens: z.number().nullable(),
		licence: z.string().nullable().openapi({ description: 'Null: the terms of an API' }),
		commercialUse: z.enum(['yes', 'conditional', 'no']).nullable(),
		hosts: z.int().openapi({ description: 'Providers that sell it by the token' })
	})
	.openapi('ModelRow');

export type ModelRow = z.infer<typeof modelRowSchema>;

export const modelRow = (model: Model): ModelRow => ({
	id: model.id,
	title: model.title,
	publisher: model.publisher,
	family: model.family,
	kind: model.kind,
	access: model.access,
	releasedOn: model.released?.day ?? null,
	totalB: model.parameters?.totalB.value ?? null,
	activeB: model.parameters?.activeB?.value ?? null,
	isMixture: model.parameters?.mixtureOfExperts ?? false,
	contextTokens: model.contextTokens?.value ?? null,
	licence: model.licence?.name ?? null,
	commercialUse: model.licence?.commercialUse ?? null,
	hosts: model.prices.length
});

/**
 * The model book: sizes, architecture, licence and release of the models people ask about. What is not known is null and said;
 * nothing is guessed.
 */
import { z } from 'zod';
import {
	bookIdSchema,
	bookSourcesSchema,
	checkSources,
	evidenceShape,
	figureSchema,
	resolveSources
} from './book-evidence.ts';
import { weightFormats } from './model-formats.ts';

const count = z.int().positive();

const headShape = {
	layers: count.describe('Layers of this kind'),
	kvHeads: count.describe(
		'Key-value heads of a layer; equal to the attention heads without grouping'
	),
	headDim: count.describe('Elements of one key, and of one value')
};

/** Layers that remember a sequence in the same way. */
export const layerGroupSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('full'), ...headShape }),
	z.strictObject({
		kind: z.literal('sliding'),
		...headShape,
		windowTokens: count.describe('Tokens that a layer looks back; older ones need not be kept')
	}),
	z.strictObject({
		kind: z.literal('latent'),
		layers: count,
		kvLoraRank: count.describe('Elements of the compressed key and value of a token'),
		ropeDim: count.describe('Elements of the positional key of a token, shared by the heads'),
		indexerLayers: z
			.int()
			.nonnegative()
			.default(0)
			.describe('Layers that keep keys of their own to choose tokens by (sparse attention)'),
		indexerDim: z.int().nonnegative().default(0).describe('Elements of such a key')
	}),
	z.strictObject({
		kind: z.literal('compressed'),
		layers: count,
		tokensPerEntry: count.describe('Tokens that are merged into one entry of the cache'),
		entryDim: count.describe('Elements of an entry'),
		windowTokens: count.describe('Latest tokens that are kept one by one besides'),
		indexerDim: z.int().nonnegative().default(0)
	}),
	z.strictObject({
		kind: z.literal('recurrent'),
		layers: count,
		heads: count,
		keyDim: count,
		valueDim: count,
		convChannels: count.describe('Channels of the short convolution before it'),
		convKernel: count.describe('Tokens that the convolution spans')
	})
]);

export type LayerGroup = z.output<typeof layerGroupSchema>;

const architectureSchema = z.strictObject({
	hiddenSize: count,
	attentionHeads: count,
	vocabularyTokens: count,
	tiedEmbeddings: z.boolean().describe('Whether input and output embedding are one matrix'),
	layerGroups: z.array(layerGroupSchema).min(1),
	...evidenceShape
});

export const licenceConditionKinds = [
	'user-cap',
	'revenue-cap',
	'region',
	'attribution',
	'use-policy',
	'hosting',
	'research-only',
	'other'
] as const;

const licenceSchema = z.strictObject({
	name: z.string().min(1),
	spdx: z.string().min(1).nullable().describe('SPDX identifier; null where it has none'),
	url: z.url({ protocol: /^https?$/u }).nullable(),
	commercialUse: z
		.enum(['yes', 'conditional', 'no'])
		.describe('May a company use it to earn money: freely, within the conditions, or not at all'),
	conditions: z.array(
		z.strictObject({ kind: z.enum(licenceConditionKinds), text: z.string().min(1) })
	),
	...evidenceShape
});

export type Licence = z.output<typeof licenceSchema>;

const modality = z.enum(['text', 'image', 'audio', 'video', 'embedding']);

const modelSchema = z.strictObject({
	id: bookIdSchema,
	aliases: z.array(z.string().min(1)).default([]).describe('Other names, in any spelling'),
	title: z.string().min(1),
	kind: z.enum(['language', 'image', 'embedding']),
	access: z.enum(['open-weights', 'api-only']),
	released: z
		.strictObject({ day: z.iso.date(), ...evidenceShape })
		.nullable()
		.describe('Day on which it could first be had'),
	parameters: z
		.strictObject({
			totalB: figureSchema('All parameters, 10^9; of all experts'),
			mixtureOfExperts: z.boolean(),
			activeB: figureSchema('Parameters used for a token, 10^9')
				.nullable()
				.default(null)
				.describe('Null where all are used, or where it is not known (mixture of experts)')
		})
		.nullable(),
	contextTokens: figureSchema('Longest context, tokens, prompt and answer together').nullable(),
	architecture: architectureSchema.nullable(),
	weights: z
		.array(
			z.strictObject({
				format: z.enum(weightFormats),
				native: z.boolean().describe('Whether the publisher offers it'),
				sizeGb: figureSchema('Size of the published weights, 10^9 bytes').nullable().default(null)
			})
		)
		.default([])
		.describe('Formats in which it is published; the first is the usual one'),
	modalities: z.strictObject({
		input: z.array(modality).min(1),
		output: z.array(modality).min(1),
		...evidenceShape
	}),
	licence: z.string().min(1).nullable().describe('Name of an entry of `licences`; null for an API'),
	prices: z
		.array(
			z.strictObject({
				provider: z.string().min(1).describe('Provider id in the price book'),
				model: z.string().min(1).describe('Model id in the price book')
			})
		)
		.default([])
		.describe('Where it can be bought by the token'),
	notes: z.array(z.string().min(1)).default([])
});

/** One file of the model book: a family; the output carries sources and licences in words. */
export const modelFamilySchema = z
	.strictObject({
		family: bookIdSchema,
		title: z.string().min(1),
		publisher: z.string().min(1),
		checkedOn: z.iso.date().describe('Day on which the whole family was last gone through'),
		sources: bookSourcesSchema,
		licences: z.record(bookIdSchema, licenceSchema).default({}),
		models: z.array(modelSchema).min(1)
	})
	.superRefine(({ sources, licences, models }, context) => {
		const report = (path: (string | number)[], message: string): void => {
			context.addIssue({ code: 'custom', path, message });
		};
		checkSources({ licences, models }, sources, report);
		for (const [index, model] of models.entries()) {
			const at = (key: string): (string | number)[] => ['models', index, key];
			if (model.licence !== null && !Object.hasOwn(licences, model.licence)) {
				report(at('licence'), `there is no licence "${model.licence}" in this file`);
			}
			if (model.access === 'api-only') {
				if (model.prices.length === 0) report(at('prices'), 'an API needs an id in the price book');
				continue;
			}
			if (model.licence === null) report(at('licence'), 'open weights need a licence');
			if (model.weights.length === 0) report(at('weights'), 'open weights need a format');
			if (model.parameters === null) report(at('parameters'), 'open weights need a size');
		}
	})
	.transform(({ family, title, publisher, checkedOn, sources, licences, models }) => {
		const known = resolveSources(licences, sources);
		return {
			family,
			title,
			publisher,
			checkedOn,
			models: resolveSources(models, sources).map((model) => ({
				...model,
				family,
				publisher,
				checkedOn,
				licence: model.licence === null ? null : (known[model.licence] ?? null)
			}))
		};
	});

export type ModelFamily = z.output<typeof modelFamilySchema>;
export type Model = ModelFamily['models'][number];
export type Architecture = NonNullable<Model['architecture']>;

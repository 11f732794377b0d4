/**
 * The price list of a model at a provider: one dated version of every rate that a request can meet. Rates that nobody has
 * looked up are null and make a cost unknown; they are never zero.
 */
import { z } from 'zod';
import {
	evidenceField,
	noteField,
	priceNameSchema,
	termListNames,
	termLists,
	validFromField,
	validToField
} from './price-terms.ts';
import { rateSchema, rateTableFields, usdSchema } from './rate-card.ts';

const hasOrderedDays = ({
	validFrom,
	validTo
}: {
	validFrom: string | null;
	validTo: string | null;
}) => validFrom === null || validTo === null || validFrom <= validTo;
const orderedDaysIssue = { message: 'expected a day not before "validFrom"', path: ['validTo'] };

const provenanceFields = {
	sourceUrl: z
		.string()
		.min(1)
		.describe('Address of the price page; for negotiated rates the contract, quote or person'),
	asOf: z.iso.date().describe('Day on which somebody looked, YYYY-MM-DD'),
	enteredBy: z
		.string()
		.min(1)
		.describe('Who entered it: a person, a team or a data set with version'),
	evidence: evidenceField,
	note: noteField
};

const hasSource = z.object({ terms: z.string(), sourceUrl: z.string() });

export const priceListEntrySchema = z
	.strictObject({
		providerId: priceNameSchema.describe('Who sends the bill, such as `openai`'),
		modelId: priceNameSchema.describe('Model as the provider calls it'),
		title: z
			.string()
			.min(1)
			.nullable()
			.default(null)
			.describe('Name for people; the id where null'),
		terms: z
			.enum(['list', 'negotiated'])
			.default('list')
			.describe(
				'list: what everybody pays; negotiated: goes before the list, and may differ from it'
			),
		...rateTableFields,
		cacheStorageUsdPerMtokHour: rateSchema('USD to keep a million tokens in a cache for an hour'),
		...termLists,
		otherUsd: z
			.record(z.string(), usdSchema)
			.default({})
			.describe('Rates in units that requests are not counted in here, such as audio; only shown'),
		validFrom: validFromField,
		validTo: validToField,
		...provenanceFields
	})
	.refine(hasOrderedDays, orderedDaysIssue)
	.refine(({ terms, sourceUrl }) => terms === 'negotiated' || /^https?:\/\/\S+$/u.test(sourceUrl), {
		message:
			'expected the http:// or https:// address of the price page; a contract or quote is a source for terms: negotiated',
		path: ['sourceUrl'],
		// Also where something else is wrong, so that one look at a file finds everything.
		when: ({ value }) => hasSource.safeParse(value).success
	});

/** One dated version of a price list; days are UTC and inclusive, money is decimal text. */
export type PriceListEntry = z.infer<typeof priceListEntrySchema>;

const modelPatterns = z.array(priceNameSchema).describe('Model ids; * stands for any characters');

/** Terms that a price file adds to entries that are already in the book. */
export const priceAdditionSchema = z
	.strictObject({
		providerId: priceNameSchema,
		modelIds: modelPatterns.min(1),
		exceptModelIds: modelPatterns.default([]),
		...termLists,
		...provenanceFields
	})
	.refine(
		(addition) => termListNames.some((name) => addition[name].length > 0),
		'expected at least one of timeWindows, regions, serviceTiers, calls or throughputUnits'
	);

export type PriceAddition = z.infer<typeof priceAdditionSchema>;

/** What makes an entry one of a kind within a file. */
export const entryKey = ({
	providerId,
	modelId,
	terms,
	validFrom
}: Pick<PriceListEntry, 'providerId' | 'modelId' | 'terms' | 'validFrom'>): string =>
	JSON.stringify([providerId, modelId, terms, validFrom]);

export const priceFileSchema = z
	.strictObject({
		entries: z
			.array(priceListEntrySchema)
			.default([])
			.describe('Price lists, one for each version'),
		additions: z
			.array(priceAdditionSchema)
			.default([])
			.describe('Terms that are added to price lists of earlier sources and of this file')
	})
	.superRefine(({ entries, additions }, context) => {
		if (entries.length + additions.length === 0) {
			context.addIssue({ code: 'custom', message: 'expected "entries" or "additions"' });
		}
		const seen = new Map<string, number>();
		for (const [i, entry] of entries.entries()) {
			const first = seen.get(entryKey(entry));
			seen.set(entryKey(entry), first ?? i);
			if (first === undefined) continue;
			context.addIssue({
				code: 'custom',
				path: ['entries', i],
				message: `is the same version as entries[${String(first)}]: provider, model, terms and validFrom are equal`
			});
		}
	});

export type PriceFile = z.infer<typeof priceFileSchema>;

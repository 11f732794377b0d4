/** What every option of a cost spec may say, whatever its kind. */
import { z } from 'zod';
import { isObject } from '../json.ts';
import { quantitySchema } from '../quantity.ts';
import { idSchema } from '../scenario.ts';

/** For checks between fields: they run whatever is wrong inside the fields, so that all problems are told at once. */
export const onAnyObject = {
	when: ({ value }: { value: unknown }): boolean => isObject(value)
};

export const runReferenceSchema = z.strictObject({
	run: z
		.string()
		.min(1)
		.default('latest')
		.describe(
			'Id of a run or the beginning of it; `latest` is the newest that measured the use case'
		),
	target: z.string().min(1).describe('Id of the target in that run')
});

export type RunReference = z.output<typeof runReferenceSchema>;

const otherCostSchema = z
	.strictObject({
		label: z.string().min(1).describe('What it is, for a reader: integration, gateway, audit'),
		usd: quantitySchema({ min: '0', description: 'USD' }),
		per: z.enum(['month', 'year', 'node-month', 'request', 'once']).default('month'),
		overMonths: z
			.number()
			.positive()
			.optional()
			.describe('For `once`: months over which it is spread; the horizon where absent')
	})
	.refine(({ per, overMonths }) => overMonths === undefined || per === 'once', {
		message: 'only what comes "once" is spread over months; say "per: once"',
		path: ['overMonths'],
		...onAnyObject
	});

export type OtherCostSpec = z.output<typeof otherCostSchema>;

const tokens = (what: string) =>
	quantitySchema({ min: '0', description: `Mean ${what} of a request` });

export const tokensSchema = z.strictObject({
	uncachedInput: tokens('input tokens at the full price'),
	cacheRead: tokens('input tokens read from the cache').optional(),
	cacheWrite: z
		.record(z.string(), tokens('input tokens written to the cache'))
		.optional()
		.describe('By time-to-live, such as `5m`'),
	output: tokens('output tokens, reasoning included')
});

export type TokensSpec = z.output<typeof tokensSchema>;

export const tuningSchema = z
	.strictObject({
		usd: quantitySchema({
			min: '0',
			description:
				'One tuning with its data and labels, USD; that of the measured target where absent'
		}).optional(),
		everyMonths: quantitySchema({
			min: '0',
			aboveMin: true,
			description: 'Months until it is done again; a marked default where absent'
		}).optional()
	})
	.optional()
	.describe(
		'Tuning of the model, paid at the start and each time that it is done again; taken from a measured target that names "tunedFrom" where absent'
	);

export type TuningSpec = z.output<typeof tuningSchema>;

export const commonOptionFields = {
	id: idSchema,
	title: z.string().min(1).optional().describe('Name on screen; the id where absent'),
	acceptShare: quantitySchema({
		min: '0',
		max: '1',
		description: 'Share of answers that are right, where no run measured it'
	}).optional(),
	other: z.array(otherCostSchema).default([]).describe('Costs that no other field names'),
	dataLeaves: z
		.boolean()
		.optional()
		.describe('Whether requests leave the own premises; by kind where absent'),
	region: z.string().min(1).optional().describe('Where the requests are processed, such as `eu`'),
	model: z
		.string()
		.min(1)
		.optional()
		.describe('Model as its publisher names it; that of the measured target where absent'),
	licence: z
		.string()
		.min(1)
		.optional()
		.describe('Licence of the model; that of the model book where it knows the model')
} as const;

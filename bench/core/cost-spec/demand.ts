/** How much a use case asks for, and how it comes over the week and the years. */
import { z } from 'zod';
import { hoursPerWeek, profileNames } from '../named-weeks.ts';
import { quantitySchema } from '../quantity.ts';
import { onAnyObject } from './common.ts';

export const demandSchema = z
	.strictObject({
		requestsPerMonth: quantitySchema({
			min: '0',
			description: 'Requests in a month of 730 hours, today'
		}).optional(),
		growthPerMonth: quantitySchema({
			min: '-0.9',
			max: '1',
			description: 'Growth of the volume per month, as a share: 0.02 is 2 % a month'
		}).optional(),
		path: z
			.array(z.number().nonnegative())
			.min(1)
			.max(120)
			.optional()
			.describe(
				'Requests of each month from the first on, in place of a growth; the last one holds on'
			),
		peakToAverage: quantitySchema({
			min: '1',
			max: '1000',
			description: 'Busiest hour / mean hour'
		}).optional(),
		profile: z
			.union([
				z.enum(profileNames),
				z
					.array(z.number().nonnegative())
					.length(hoursPerWeek)
					.refine((hours) => hours.some((weight) => weight > 0), {
						message: 'a week without any request has no shape'
					})
			])
			.optional()
			.describe(
				'The week: a named shape, or 168 numbers from Monday 00:00 on (any scale); gives the peak as well'
			),
		source: z.string().min(1).optional().describe('Where the volume and its shape come from')
	})
	.refine(({ growthPerMonth, path }) => growthPerMonth === undefined || path === undefined, {
		message: 'give "growthPerMonth" or "path", not both',
		path: ['path'],
		...onAnyObject
	})
	.refine(({ peakToAverage, profile }) => peakToAverage === undefined || profile === undefined, {
		message: 'give "peakToAverage" or "profile", not both: the profile has a peak',
		path: ['profile'],
		...onAnyObject
	});

export type DemandSpec = z.output<typeof demandSchema>;

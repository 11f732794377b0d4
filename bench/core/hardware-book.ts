/** The hardware book: what a GPU can hold and do, what it draws, and what it typically costs to buy and to rent. */
import { z } from 'zod';
import {
	bookIdSchema,
	bookSourcesSchema,
	checkSources,
	evidenceShape,
	figureSchema,
	resolveSources
} from './book-evidence.ts';
import { toDecimal } from './decimal.ts';
import { decimalSchema } from './price.ts';

/** How GPU time is sold. `capacity-block`: a reservation of days. */
export const rentalModes = [
	'on-demand',
	'capacity-block',
	'one-year',
	'three-year',
	'spot'
] as const;
export type RentalMode = (typeof rentalModes)[number];

const rangeIsOrdered = (range: { lowUsd: string; highUsd: string }): boolean =>
	toDecimal(range.lowUsd).lte(range.highUsd);
const unordered = { path: ['highUsd'], message: '"highUsd" is below "lowUsd"' };

const usdRangeShape = {
	lowUsd: decimalSchema.describe('Lower end, USD'),
	highUsd: decimalSchema.describe('Upper end, USD; equal to the lower end for a single price'),
	typicalUsd: decimalSchema.nullable().default(null).describe('Median or typical price, USD'),
	...evidenceShape
};

const purchaseSchema = z
	.strictObject({
		what: z.string().min(1).describe('What is bought: the GPU alone, a used one, a server, a rack'),
		gpus: z.int().positive().describe('GPUs in what is bought; the price is for all of them'),
		...usdRangeShape
	})
	.refine(rangeIsOrdered, unordered);

const rentalSchema = z
	.strictObject({
		mode: z.enum(rentalModes),
		where: z.string().min(1).describe('Provider or kind of provider'),
		...usdRangeShape
	})
	.refine(rangeIsOrdered, unordered)
	.describe('USD per GPU-hour');

const ownershipSchema = z.strictObject({
	what: z.string().min(1).describe('Whose cost it is and what it holds'),
	usdPerHour: decimalSchema.describe('USD per GPU-hour of the clock, all costs of ownership'),
	...evidenceShape
});

const nodeSchema = z.strictObject({
	title: z.string().min(1).describe('Server or rack as it is sold'),
	gpus: z.int().positive().describe('GPUs in it: the smallest block that can be bought'),
	maxKw: figureSchema('Largest draw of the whole node, kW').nullable()
});

const gpuSchema = z.strictObject({
	id: bookIdSchema,
	aliases: z.array(z.string().min(1)).default([]).describe('Other names, in any spelling'),
	title: z.string().min(1),
	vendor: z.string().min(1),
	memoryGb: figureSchema('Memory as sold, GB of 10^9 bytes; the driver reports somewhat more'),
	reportedMemoryMib: figureSchema('Memory that the driver reports, MiB').nullable().default(null),
	bandwidthTbPerS: figureSchema('Memory bandwidth, TB/s'),
	denseTflops: z
		.strictObject({
			bf16: figureSchema('bf16, TFLOPS'),
			fp8: figureSchema('fp8, TFLOPS').nullable(),
			fp4: figureSchema('fp4, TFLOPS').nullable(),
			int8: figureSchema('int8, TOPS').nullable().default(null)
		})
		.describe(
			'Dense arithmetic of tensor cores; data sheets often print the sparse figure, twice as high. Null where the GPU lacks it'
		),
	powerW: figureSchema('Thermal design power, W').nullable(),
	idleW: figureSchema('Draw when idle, W, measured').nullable().default(null),
	loadW: figureSchema('Draw when serving a full batch, W, measured').nullable().default(null),
	allInKwPerGpu: figureSchema('Power per GPU with its share of host, network and losses, kW')
		.nullable()
		.default(null),
	nodes: z.array(nodeSchema).default([]),
	purchase: z.array(purchaseSchema).default([]),
	rental: z.array(rentalSchema).default([]),
	ownership: z.array(ownershipSchema).default([]),
	notes: z.array(z.string().min(1)).default([])
});

export type Gpu = z.output<typeof gpuSchema>;
export type GpuPurchase = Gpu['purchase'][number];
export type GpuRental = Gpu['rental'][number];

/** A hardware book file; the output carries sources in words. */
export const hardwareBookSchema = z
	.strictObject({
		checkedOn: z.iso.date().describe('Day on which the whole book was last gone through'),
		sources: bookSourcesSchema,
		gpus: z.array(gpuSchema).min(1)
	})
	.superRefine((book, context) => {
		checkSources({ gpus: book.gpus }, book.sources, (path, message) => {
			context.addIssue({ code: 'custom', path, message });
		});
	})
	.transform(({ checkedOn, sources, gpus }) => ({
		checkedOn,
		gpus: resolveSources(gpus, sources)
	}));

export type HardwareBook = z.output<typeof hardwareBookSchema>;

/** Options on nodes that the company runs: bought servers (`make-owned`) or rented GPUs (`make-rented`). */
import { z } from 'zod';
import { quantitySchema } from '../quantity.ts';
import {
	commonOptionFields,
	onAnyObject,
	runReferenceSchema,
	tokensSchema,
	tuningSchema
} from './common.ts';

const usd = (description: string) => quantitySchema({ min: '0', description });
const share = (description: string) => quantitySchema({ min: '0', max: '1', description });

const capacitySchema = z.union(
	[
		z.strictObject({
			requestsPerSPerNode: quantitySchema({
				min: '0',
				aboveMin: true,
				description: 'Requests per second that one node serves within the objective'
			})
		}),
		runReferenceSchema.extend({
			nodes: z.int().positive().default(1).describe('Nodes behind the endpoint that was measured')
		})
	],
	{ error: 'expected "requestsPerSPerNode", or the "target" of a run that measured it' }
);

const fleetFields = {
	run: runReferenceSchema
		.optional()
		.describe('Run that measured how good the answers are, where the capacity is not from one'),
	tokens: tokensSchema
		.optional()
		.describe(
			'Tokens of a request, for the price of the same model at a host, where no run measured them'
		),
	capacity: capacitySchema.describe('What one node serves: typed, or from the stages of a run'),
	headroomShare: quantitySchema({
		min: '0',
		aboveMin: true,
		max: '1',
		description: 'Share of the measured capacity that is planned with'
	}).optional(),
	spareNodes: z
		.int()
		.nonnegative()
		.optional()
		.describe('Nodes more than the peak needs; 1 where absent'),
	minNodes: z.int().nonnegative().optional().describe('Fewest nodes, spare apart; 1 where absent'),
	gpusPerNode: z.number().positive().optional().describe('GPUs in a node; 1 where absent')
};

const runningFields = {
	staff: z
		.strictObject({
			baseFte: usd('People that the service needs at any size, full-time equivalents').optional(),
			ftePerNode: usd('People for each node, full-time equivalents').optional(),
			nodesPerFte: z
				.int()
				.positive()
				.optional()
				.describe('In place of `ftePerNode`: one whole person for every so many nodes begun'),
			salaryUsdPerYear: usd('Loaded cost of one person, USD a year').optional()
		})
		.refine(
			({ ftePerNode, nodesPerFte }) => ftePerNode === undefined || nodesPerFte === undefined,
			{
				message: 'give "ftePerNode" or "nodesPerFte", not both',
				path: ['nodesPerFte'],
				...onAnyObject
			}
		)
		.optional()
		.describe('Defaults are marked as assumptions in every result'),
	softwareUsdPerGpuYear: usd('Licences per GPU and year, USD').optional(),
	tuning: tuningSchema,
	recertification: z
		.strictObject({
			usd: usd('One evaluation and approval of a model, USD'),
			everyMonths: z.number().positive().describe('Months until a model change makes it due again')
		})
		.optional(),
	egressUsdPerRequest: usd('Network traffic of one request, USD').optional()
};

export const ownedOptionSchema = z.strictObject({
	...commonOptionFields,
	kind: z.literal('make-owned'),
	...fleetFields,
	node: z
		.strictObject({
			purchaseUsd: usd('Price of one node, USD').optional(),
			quote: z.string().min(1).optional().describe('Id or number of an imported quote'),
			networkAndInstallShare: share(
				'Network, racks, freight and installation / price of the node'
			).optional(),
			lifeYears: quantitySchema({
				min: '1',
				max: '15',
				description: 'Years in service'
			}).optional(),
			residualShare: share('Resale value at the end of its life / price').optional(),
			supportShareOfPricePerYear: share('Support after the warranty / price, a year').optional(),
			warrantyYears: z.number().nonnegative().optional(),
			nameplateW: usd('Power on the nameplate of one node, watts').optional(),
			idleW: usd('Measured power of an idle node, watts').optional(),
			loadW: usd('Measured power of a node under load, watts').optional()
		})
		.superRefine((node, context) => {
			const fail = (path: string, message: string): void => {
				context.addIssue({ code: 'custom', path: [path], message });
			};
			if ((node.purchaseUsd === undefined) === (node.quote === undefined)) {
				fail('purchaseUsd', 'give the price of a node as "purchaseUsd" or as a "quote"');
			}
			if (node.quote !== undefined && node.networkAndInstallShare !== undefined) {
				fail(
					'networkAndInstallShare',
					'the quote holds this already, or a marked default in its place'
				);
			}
			if ((node.idleW === undefined) !== (node.loadW === undefined)) {
				fail('idleW', 'measured power needs both "idleW" and "loadW"');
			}
			// What has a problem of its own is no number here, and no number is above another.
			if (node.idleW && node.loadW && Number(node.idleW.value) > Number(node.loadW.value)) {
				fail(
					'idleW',
					`idle power ${node.idleW.value} W is above power under load ${node.loadW.value} W`
				);
			}
		}, onAnyObject),
	site: z
		.discriminatedUnion('kind', [
			z
				.strictObject({
					kind: z.literal('colocation'),
					usdPerKwMonth: usd('USD a month for a committed kilowatt').optional(),
					quote: z.string().min(1).optional(),
					kwPerNode: usd('Committed power of a node, kW').optional(),
					powerIncluded: z
						.boolean()
						.default(false)
						.describe('Whether the rate includes the electricity')
				})
				.refine(({ usdPerKwMonth, quote }) => usdPerKwMonth === undefined || quote === undefined, {
					message: 'give "usdPerKwMonth" or a "quote", not both',
					path: ['usdPerKwMonth'],
					...onAnyObject
				}),
			z.strictObject({
				kind: z.literal('own-room'),
				usdPerKwYear: usd('Cost of the room, USD a year for a kilowatt'),
				kwPerNode: usd('Power of a node that the room is built for, kW').optional()
			})
		])
		.optional(),
	usdPerKwh: usd('Electricity, USD per kWh').optional(),
	pue: quantitySchema({
		min: '1',
		max: '3',
		description: 'Power of the room / power of the machines (power usage effectiveness)'
	}).optional(),
	...runningFields
});

export const rentedOptionSchema = z.strictObject({
	...commonOptionFields,
	kind: z.literal('make-rented'),
	...fleetFields,
	rent: z
		.strictObject({
			onDemandUsdPerHour: usd('USD an hour for one node on demand').optional(),
			reservedUsdPerHour: usd('USD an hour for one node reserved for the term').optional(),
			spot: z
				.strictObject({
					usdPerHour: usd('USD an hour for one interruptible node'),
					interruptedShare: share('Share of the hours in which a node on demand steps in')
				})
				.optional(),
			quote: z.string().min(1).optional().describe('Id or number of an imported quote'),
			scaling: z
				.enum(['peak', 'hourly'])
				.default('peak')
				.describe(
					'Whether nodes stay up for the busiest hour, or follow the week (needs a profile)'
				),
			minBilledHours: z.number().nonnegative().default(0).describe('Shortest time that is billed'),
			startupHours: z.number().nonnegative().default(0).describe('Time from start to first request')
		})
		.refine(
			({ onDemandUsdPerHour, reservedUsdPerHour, quote }) =>
				[onDemandUsdPerHour, reservedUsdPerHour, quote].some((each) => each !== undefined),
			{
				message: 'a rented node needs "onDemandUsdPerHour", "reservedUsdPerHour" or a "quote"',
				...onAnyObject
			}
		)
		.superRefine(({ onDemandUsdPerHour, reservedUsdPerHour, quote, spot, scaling }, context) => {
			// A node that is only reserved stays up: it neither follows the week nor steps in for an interrupted one.
			if (onDemandUsdPerHour ?? quote ?? !reservedUsdPerHour) return;
			const fail = (path: string, what: string): void => {
				const message = `${what} need "onDemandUsdPerHour" or a "quote": reserved nodes stay up`;
				context.addIssue({ code: 'custom', path: [path], message });
			};
			if (scaling === 'hourly') fail('scaling', 'nodes that follow the week');
			if (spot) fail('spot', 'interruptible nodes');
		}, onAnyObject)
		.optional()
		.describe('Absent only where the target of the run has a price per hour'),
	...runningFields
});

export type OwnedOptionSpec = z.output<typeof ownedOptionSchema>;
export type RentedOptionSpec = z.output<typeof rentedOptionSchema>;
export type MakeOptionSpec = OwnedOptionSpec | RentedOptionSpec;

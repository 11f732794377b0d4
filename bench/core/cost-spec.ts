/** `cost.yaml`: demand, constraints and the options of one use case, from which the make-or-buy comparison is computed. */
import { z } from 'zod';
import { buyOptionSchema } from './cost-spec/buy-option.ts';
import { commonOptionFields, onAnyObject } from './cost-spec/common.ts';
import { demandSchema } from './cost-spec/demand.ts';
import { ownedOptionSchema, rentedOptionSchema } from './cost-spec/make-option.ts';
import { isObject } from './json.ts';
import { quantitySchema } from './quantity.ts';
import { idSchema } from './scenario.ts';

const usd = (description: string) => quantitySchema({ min: '0', description });

/** Scores by which a hybrid decides who answers; the higher, the surer that the own model will do. */
export const gateNames = ['short-requests', 'short-answers'] as const;
export type GateName = (typeof gateNames)[number];

export const hybridOptionSchema = z.strictObject({
	...commonOptionFields,
	kind: z.literal('hybrid'),
	mode: z
		.enum(['router', 'cascade', 'burst'])
		.describe(
			'router: each request goes to one side; cascade: own nodes first, the API for what fails; burst: the API for what goes above the own nodes in busy hours (needs demand.profile)'
		),
	local: idSchema.describe('Id of the option that runs the own nodes'),
	api: idSchema.describe('Id of the option that is bought'),
	apiShare: quantitySchema({
		min: '0',
		max: '1',
		description: 'Share of the requests that reach the API, where it is not measured'
	}).optional(),
	threshold: z
		.strictObject({
			gate: z
				.enum(gateNames)
				.describe(
					'short-requests: the API gets the requests with the most input tokens; short-answers: those on which the own model wrote the longest answers (cascades only)'
				),
			withinShare: z
				.number()
				.min(0)
				.max(1)
				.default(0.02)
				.describe('How much worse than the API alone the hybrid may be, as a share of the items')
		})
		.optional()
		.describe(
			'Measure the share: from answers of both sides to the same items, the threshold chosen on one half and reported on the other'
		)
});

export type HybridOptionSpec = z.output<typeof hybridOptionSchema>;

export const optionSpecSchema = z.discriminatedUnion('kind', [
	buyOptionSchema,
	ownedOptionSchema,
	rentedOptionSchema,
	hybridOptionSchema
]);

export type OptionSpec = z.output<typeof optionSpecSchema>;

const qualitySchema = z.strictObject({
	marginShare: z
		.number()
		.gt(0)
		.max(1)
		.default(0.02)
		.describe('How much worse the made answer may be and still count as good enough, a share'),
	checkUsd: usd('Checking one answer, USD').optional(),
	humanUsd: usd('Doing one item by hand where the answer was wrong, USD').optional(),
	errorUsd: usd('Harm of one wrong answer that nobody noticed, USD').optional(),
	unnoticedShare: quantitySchema({
		min: '0',
		max: '1',
		description: 'Share of wrong answers that nobody notices'
	}).optional()
});

const constraintsSchema = z.strictObject({
	dataMayLeave: z.boolean().optional().describe('Whether requests may leave the own premises'),
	regions: z.array(z.string().min(1)).min(1).optional().describe('Where data may be processed'),
	licences: z.array(z.string().min(1)).min(1).optional().describe('Licences that are allowed')
});

const drift = (what: string) =>
	quantitySchema({
		min: '-0.99',
		max: '10',
		description: `Change of ${what} a year, as a share: -0.3 falls by 30 % a year, 0.2 rises by 20 %`
	}).optional();

const driftsSchema = z.strictObject({
	'api-price': drift('API prices'),
	'gpu-rent': drift('GPU rents'),
	hardware: drift('server prices'),
	energy: drift('electricity'),
	salary: drift('salaries')
});

const makeKinds = ['make-owned', 'make-rented'];
const buyKinds = ['buy', 'hosted'];

/** Places of the costs for each node among the other costs of an option. */
const nodeCosts = ({ other }: Record<string, unknown>): number[] =>
	(Array.isArray(other) ? other : []).flatMap((cost: unknown, index) =>
		isObject(cost) && cost['per'] === 'node-month' ? [index] : []
	);

/** What is wrong between the options, whatever is wrong inside them. */
const optionProblems = (
	spec: Record<string, unknown>
): { path: (string | number)[]; message: string }[] => {
	const written: unknown[] = Array.isArray(spec['options']) ? spec['options'] : [];
	// At its place in the file, which problems are told with.
	const options = written.map((option) => (isObject(option) ? option : {}));
	const kindOf = new Map(options.map((option) => [option['id'], option['kind']]));
	const problems: { path: (string | number)[]; message: string }[] = [];
	const seen = new Set<unknown>();
	const hasProfile = isObject(spec['demand']) && spec['demand']['profile'] !== undefined;
	const check = (path: (string | number)[], id: unknown, kinds: readonly string[]): void => {
		const kind = kindOf.get(id);
		if (typeof kind === 'string' && kinds.includes(kind)) return;
		if (typeof id !== 'string') return;
		const found = typeof kind === 'string' ? `is of kind ${kind}` : 'is not an option of this file';
		problems.push({
			path,
			message: `"${id}" ${found}; expected an option of kind ${kinds.join(' or ')}`
		});
	};
	for (const [index, option] of options.entries()) {
		const { id } = option;
		if (typeof id === 'string' && seen.has(id)) {
			const message = `the id "${id}" is used by an earlier option; ids must differ`;
			problems.push({ path: ['options', index, 'id'], message });
		}
		seen.add(id);
		if (!makeKinds.includes(String(option['kind']))) {
			for (const other of nodeCosts(option)) {
				problems.push({
					path: ['options', index, 'other', other, 'per'],
					message: 'an option without nodes of its own has no cost per node; give it per month'
				});
			}
		}
		const rent = option['rent'];
		if (isObject(rent) && rent['scaling'] === 'hourly' && !hasProfile) {
			problems.push({
				path: ['options', index, 'rent', 'scaling'],
				message: 'nodes that follow the week need "demand.profile": a named week, or 168 numbers'
			});
		}
		if (option['kind'] !== 'hybrid') continue;
		const isBurst = option['mode'] === 'burst';
		const shares = [option['apiShare'], option['threshold']].filter((each) => each !== undefined);
		if (isBurst && !hasProfile) {
			problems.push({
				path: ['options', index, 'mode'],
				message: 'a burst needs "demand.profile": a named week, or 168 numbers'
			});
		}
		if (isBurst && shares.length > 0) {
			problems.push({
				path: ['options', index, 'mode'],
				message: 'a burst has neither "apiShare" nor "threshold": the week decides what overflows'
			});
		}
		if (!isBurst && shares.length !== 1) {
			problems.push({
				path: ['options', index, 'apiShare'],
				message: 'a hybrid needs "apiShare", or a "threshold" by which it is measured, and not both'
			});
		}
		const threshold = option['threshold'];
		if (
			option['mode'] === 'router' &&
			isObject(threshold) &&
			threshold['gate'] === 'short-answers'
		) {
			problems.push({
				path: ['options', index, 'threshold', 'gate'],
				message: 'a router decides before there is an answer; short-answers is a gate of a cascade'
			});
		}
		check(['options', index, 'local'], option['local'], makeKinds);
		check(['options', index, 'api'], option['api'], buyKinds);
	}
	if (isObject(spec['compare'])) {
		check(['compare', 'make'], spec['compare']['make'], [...makeKinds, 'hybrid']);
		check(['compare', 'buy'], spec['compare']['buy'], buyKinds);
	}
	return problems;
};

export const fullCostSpecSchema = z
	.strictObject({
		useCase: idSchema.describe('Id of the use case; that of a scenario where runs are to be found'),
		title: z.string().min(1).optional(),
		demand: demandSchema.prefault({}).describe("The scenario's own demand where absent"),
		options: z.array(optionSpecSchema).min(1),
		compare: z
			.strictObject({ make: idSchema.optional(), buy: idSchema.optional() })
			.optional()
			.describe('Which two options the crossover is about; the cheapest of each side where absent'),
		offerHosts: z
			.boolean()
			.default(true)
			.describe(
				'Whether hosts of the same open model are offered beside every option that runs it'
			),
		horizonMonths: z.int().min(1).max(120).default(36),
		discountRatePerYear: quantitySchema({
			min: '0',
			max: '1',
			description: 'Weighted average cost of capital, a year'
		}).optional(),
		maxRequestsPerMonth: z
			.int()
			.positive()
			.optional()
			.describe('Largest volume looked at; 1,000 times today’s where absent'),
		quality: qualitySchema.prefault({}),
		constraints: constraintsSchema.prefault({}),
		drifts: driftsSchema.prefault({}),
		vendorChange: z
			.strictObject({
				approvalUsd: z.number().nonnegative().optional().describe('Approval of another model, USD'),
				leadTimeMonths: z.number().nonnegative().optional().describe('Time until it serves, months')
			})
			.prefault({})
			.describe('What a change of vendor takes, for the test of a vendor that is gone'),
		seed: z.int().nonnegative().default(1).describe('Decides the draws of the uncertainty'),
		draws: z.int().min(100).max(200_000).default(10_000)
	})
	.superRefine((spec, context) => {
		for (const { path, message } of optionProblems(spec)) {
			context.addIssue({ code: 'custom', path, message });
		}
	}, onAnyObject);

export type FullCostSpec = z.output<typeof fullCostSpecSchema>;

/** Options and cases whose every number is typed, built from what an author would write; nothing is looked up. */
import { buyOptionSchema } from '#core/cost-spec/buy-option.ts';
import { ownedOptionSchema, rentedOptionSchema } from '#core/cost-spec/make-option.ts';
import { fullCostSpecSchema, type FullCostSpec } from '#core/cost-spec.ts';
import { decimalText } from '#core/decimal.ts';
import {
	buildBuy,
	type BuyReferences,
	type RequestPart
} from '#bench/economics/build/build-buy.ts';
import { buildOwned, buildRented, type MakeReferences } from '#bench/economics/build/build-make.ts';
import { otherLines } from '#bench/economics/build/other-lines.ts';
import { typed, type SharedInputs } from '#bench/economics/build/shared.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { defaultParameter } from '#bench/economics/option/defaults.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { fixedParameter, parameterOf, type Parameter } from '#bench/economics/option/parameter.ts';
import { reworkLines } from '#bench/economics/rework/rework-lines.ts';
import { plainFacts } from './small-case.ts';

export type Written = Record<string, unknown>;

const number = (id: string, value: string): Parameter =>
	fixedParameter(value, { id, label: id, unit: 'test', basis: 'user', source: 'test' });

/** A peak of 3 and no cost of capital, unless said. */
export const sharedInputs = (change: Partial<SharedInputs> = {}): SharedInputs => ({
	requestsPerMonth: 1_000_000,
	peakToAverage: number('demand.peakToAverage', '3'),
	levels: null,
	discountRatePerYear: number('discountRatePerYear', '0'),
	horizonMonths: 36,
	checkUsd: null,
	humanUsd: null,
	errorUsd: null,
	unnoticedShare: null,
	...change
});

/** The levels of the `office-chat` week, for rented nodes that follow it. */
export const officeWeek: SharedInputs['levels'] = (billing) =>
	levelsOf(weekProfile('office-chat'), billing);

interface MakeChanges {
	shared?: Partial<SharedInputs>;
	references?: Partial<MakeReferences>;
}

const makeReferences = (
	id: string,
	capacity: FullCostSpec['options'][number] extends infer Option
		? Option extends { capacity: infer Capacity }
			? Capacity
			: never
		: never,
	change: Partial<MakeReferences> = {}
): MakeReferences => {
	if (!('requestsPerSPerNode' in capacity)) throw new RangeError('the capacity is not typed');
	return {
		kappaPerS: typed(capacity.requestsPerSPerNode, {
			id: `${id}.kappaPerS`,
			label: 'capacity',
			unit: 'requests/s'
		}),
		emulated: false,
		quotes: { node: null, colocation: null },
		tuningUsd: null,
		rentUsdPerHour: { onDemand: null, reserved: null },
		...change
	};
};

/** Servers for 240,000 that serve 2 requests a second, unless said. */
export const ownedOption = (written: Written = {}, change: MakeChanges = {}): CostOption => {
	const spec = ownedOptionSchema.parse({
		id: 'own',
		kind: 'make-owned',
		capacity: { requestsPerSPerNode: 2 },
		node: { purchaseUsd: 240_000 },
		...written
	});
	return buildOwned(
		spec,
		makeReferences(spec.id, spec.capacity, change.references),
		sharedInputs(change.shared)
	);
};

/** Nodes for 10 USD an hour that serve 2 requests a second, unless said. */
export const rentedOption = (written: Written = {}, change: MakeChanges = {}): CostOption => {
	const spec = rentedOptionSchema.parse({
		id: 'rented',
		kind: 'make-rented',
		capacity: { requestsPerSPerNode: 2 },
		rent: { onDemandUsdPerHour: 10 },
		...written
	});
	return buildRented(
		spec,
		makeReferences(spec.id, spec.capacity, change.references),
		sharedInputs(change.shared)
	);
};

const requestPart = (id: string, price: Parameter): RequestPart => ({
	id: 'request',
	label: 'request',
	amount: null,
	price: { ...price, id: `${id}.usdPerRequest` },
	perUnits: 1
});

/** An API at 0.002 USD a request, unless said. */
export const boughtOption = (
	written: Written = {},
	change: { shared?: Partial<SharedInputs>; references?: Partial<BuyReferences> } = {}
): CostOption => {
	const spec = buyOptionSchema.parse({
		id: 'api',
		kind: 'buy',
		price: { usdPerRequest: '0.002' },
		...written
	});
	const { price } = spec;
	if (!price || !('usdPerRequest' in price)) throw new RangeError('the price is not typed');
	const usd = typed(price.usdPerRequest, { id: '', label: 'request', unit: 'USD/request' });
	return buildBuy(
		spec,
		{
			parts: [requestPart(spec.id, usd)],
			attemptsPerAnswer: null,
			contract: null,
			tuningUsd: null,
			emulated: false,
			...change.references
		},
		sharedInputs(change.shared)
	);
};

const sharedOf = (spec: FullCostSpec): SharedInputs => {
	const { quality, demand, discountRatePerYear } = spec;
	const cost = (name: 'checkUsd' | 'humanUsd' | 'errorUsd' | 'unnoticedShare') => {
		const quantity = quality[name];
		return quantity ? typed(quantity, { id: `quality.${name}`, label: name, unit: 'USD' }) : null;
	};
	const profile = demand.profile === undefined ? null : weekProfile(demand.profile);
	const peak = { id: 'demand.peakToAverage', label: 'peak', unit: 'ratio' };
	return {
		requestsPerMonth: Number(demand.requestsPerMonth?.value ?? demand.path?.[0] ?? 0),
		peakToAverage: profile
			? fixedParameter(profile.peakToAverage, { ...peak, basis: 'user', source: 'test' })
			: demand.peakToAverage
				? typed(demand.peakToAverage, peak)
				: defaultParameter('peakToAverage'),
		levels: profile && ((billing) => levelsOf(profile, billing)),
		discountRatePerYear: discountRatePerYear
			? typed(discountRatePerYear, { id: 'discountRatePerYear', label: 'rate', unit: 'share/year' })
			: defaultParameter('discountRatePerYear'),
		horizonMonths: spec.horizonMonths,
		checkUsd: cost('checkUsd'),
		humanUsd: cost('humanUsd'),
		errorUsd: cost('errorUsd'),
		unnoticedShare: cost('unnoticedShare')
	};
};

/** A case from a cost spec in which capacities and prices per request are typed. */
export const typedCase = (written: Written): CostCase => {
	const spec = fullCostSpecSchema.parse(written);
	const shared = sharedOf(spec);
	const built = new Map<string, CostOption>();
	const options = spec.options.map((each): CostOption => {
		const rest = { ...(written['options'] as Written[]).find(({ id }) => id === each.id) };
		const build = (): CostOption => {
			switch (each.kind) {
				case 'make-owned':
					return ownedOption(rest, { shared });
				case 'make-rented':
					return rentedOption(rest, { shared });
				case 'buy':
				case 'hosted':
					return boughtOption(rest, { shared });
				case 'hybrid': {
					const [local, api] = [built.get(each.local), built.get(each.api)];
					if (!local || !api) throw new RangeError('a hybrid comes after its parts');
					const { id, mode, apiShare } = each;
					if (mode === 'burst' || !apiShare) throw new RangeError('expected a typed share');
					const share = { id: `${id}.apiShare`, label: 'share', unit: 'share' };
					return {
						...{ id, title: id, kind: 'hybrid', emulated: false },
						lines: otherLines(each.other, id, spec.horizonMonths),
						...{ fleet: null, metered: null, purchase: null },
						blend: { mode, local, api, apiShare: typed(apiShare, share) }
					};
				}
			}
		};
		const option = build();
		built.set(option.id, option);
		const { acceptShare } = each;
		if (!acceptShare) return option;
		const { checkUsd, humanUsd, errorUsd, unnoticedShare } = shared;
		const accept = { id: `${each.id}.acceptShare`, label: 'accepted', unit: 'share' };
		const rework = reworkLines({
			...{ checkUsd, humanUsd, errorUsd, unnoticedShare },
			acceptShare: typed(acceptShare, accept)
		});
		return { ...option, lines: [...option.lines, ...rework] };
	});
	const { demand } = spec;
	const volume = { id: 'demand.requestsPerMonth', label: 'requests', unit: 'requests/month' };
	return {
		useCase: spec.useCase,
		title: spec.useCase,
		demand: {
			requestsPerMonth: demand.requestsPerMonth
				? typed(demand.requestsPerMonth, volume)
				: number(volume.id, decimalText(demand.path?.[0] ?? 0)),
			growthPerMonth: demand.growthPerMonth
				? parameterOf(demand.growthPerMonth, {
						...{ id: 'demand.growthPerMonth', label: 'growth', unit: 'share/month' },
						...{ basis: 'user', source: 'test' }
					})
				: null,
			path: demand.path ?? null,
			peakToAverage: shared.peakToAverage
		},
		options,
		excluded: [],
		constraints: { dataMayLeave: null, regions: null, licences: null },
		facts: options.map(plainFacts),
		unavailable: [],
		bursts: {},
		frontiers: {},
		quality: {},
		compare: { makeId: spec.compare?.make ?? null, buyId: spec.compare?.buy ?? null },
		paired: {},
		marginShare: spec.quality.marginShare,
		rework: { humanUsd: shared.humanUsd, errorUsd: shared.errorUsd },
		vendorChange: { approvalUsd: null, leadTimeMonths: null },
		horizonMonths: spec.horizonMonths,
		discountRatePerYear: shared.discountRatePerYear,
		drifts: {},
		maxRequestsPerMonth: spec.maxRequestsPerMonth ?? 10_000_000,
		maxRequestsPerMonthGiven: true,
		allowEmulated: false,
		seed: spec.seed,
		draws: spec.draws,
		notes: []
	};
};

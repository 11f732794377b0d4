/** A case small enough to compute by hand: own servers against a price per request. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { CostLine } from '#bench/economics/option/cost-line.ts';
import type { CostOption, Fleet } from '#bench/economics/option/option.ts';
import { constant, emptyOption, line, parameter, times } from './realistic-case.ts';

export interface OwnTerms {
	purchaseUsd?: string;
	adder?: string;
	lifeYears?: string;
	residual?: string;
	rate?: string;
	/** Node-month beside the capital, USD. */
	runningUsd?: string;
	/** Requests that a node carries in a month. */
	perNode?: string;
	spareNodes?: number;
	minNodes?: number;
	lines?: CostLine[];
}

/** A fleet whose nodes carry `perNode` requests a month each. */
export const fleetOf = (
	perNode: string,
	{ spareNodes = 0, minNodes = 1 }: Pick<OwnTerms, 'spareNodes' | 'minNodes'> = {}
): Fleet => ({
	kappaPerS: parameter('kappa', perNode),
	headroom: parameter('headroom', '1'),
	// So that κ is the requests of a month: the peak is the seconds of one.
	peakToAverage: parameter('peak', String(730 * 3_600)),
	levels: [],
	spareNodes,
	minNodes,
	scaling: 'peak',
	rent: null,
	staffStep: null
});

/** Servers that are bought, with capital recovery lines as the builder of options writes them. */
export const ownOption = ({
	purchaseUsd = '1200',
	adder = '0',
	lifeYears = '4',
	residual = '0',
	rate = '0',
	runningUsd = '10',
	perNode = '1000',
	spareNodes = 0,
	minNodes = 1,
	lines = []
}: OwnTerms = {}): CostOption => {
	const [price, life, rest] = [
		parameter('own.price', purchaseUsd),
		parameter('own.life', lifeYears),
		parameter('own.residual', residual, { unit: 'share' })
	];
	const recovery: CostLine['factors'] = [
		{
			kind: 'annuity',
			ratePerYear: parameter('rate', rate),
			lifeYears: life,
			residualShare: rest
		},
		{ kind: 'inverse', parameter: parameter('months', '12') }
	];
	return {
		...emptyOption('own', 'make-owned'),
		lines: [
			line('capital', 'node-month', [...times(price), ...recovery]),
			line('network', 'node-month', [...times(price, parameter('own.adder', adder)), ...recovery]),
			line('running', 'node-month', times(parameter('own.running', runningUsd))),
			...lines
		],
		fleet: fleetOf(perNode, { spareNodes, minNodes }),
		purchase: { usdPerNode: price, serverShare: null, lifeYears: life, residualShare: rest }
	};
};

/** A price per request and nothing else. */
export const apiOption = (usdPerRequest: string, id = 'api', fixedUsd = '0'): CostOption => ({
	...emptyOption(id, 'buy'),
	lines: [line('fixed', 'month', [constant(fixedUsd)])],
	metered: {
		lines: [line('price', 'request', times(parameter(`${id}.price`, usdPerRequest)), 'api-price')],
		tiers: [],
		tierMode: 'graduated',
		commitUsdPerMonth: null,
		overageFactor: '1',
		reservedUnits: null
	}
});

/** Facts of an option that no constraint asks about. */
export const plainFacts = ({ id, kind }: CostOption): CostCase['facts'][number] => ({
	optionId: id,
	kind,
	dataLeaves: null,
	region: null,
	licence: null,
	requestsPerMinute: null,
	tokensPerMinute: null
});

/** A case of these options at a constant volume, without drifts and interest unless given. */
export const smallCase = (
	options: CostOption[],
	{
		requests = '1000',
		rate = '0',
		...rest
	}: Partial<CostCase> & { requests?: string; rate?: string } = {}
): CostCase => ({
	useCase: 'case',
	title: 'A case',
	demand: {
		requestsPerMonth: parameter('demand', requests),
		growthPerMonth: null,
		path: null,
		peakToAverage: parameter('peak', '1')
	},
	options,
	excluded: [],
	constraints: { dataMayLeave: null, regions: null, licences: null },
	facts: options.map(plainFacts),
	unavailable: [],
	bursts: {},
	frontiers: {},
	quality: {},
	compare: { makeId: null, buyId: null },
	paired: {},
	marginShare: 0.02,
	rework: { humanUsd: null, errorUsd: null },
	vendorChange: { approvalUsd: null, leadTimeMonths: null },
	horizonMonths: 24,
	discountRatePerYear: parameter('rate', rate),
	drifts: {},
	maxRequestsPerMonth: 1_000_000,
	maxRequestsPerMonthGiven: true,
	allowEmulated: false,
	seed: 1,
	draws: 100,
	notes: [],
	...rest
});

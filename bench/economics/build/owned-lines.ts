/** What owned servers cost: capital, support, power and the place where they stand. */
import type { OwnedOptionSpec } from '#core/cost-spec/make-option.ts';
import { Decimal, decimalText, toDecimal } from '#core/decimal.ts';
import { factorValue, type CostLine, type Factor } from '../option/cost-line.ts';
import { defaultMinNodes, defaultSpareNodes, defaultWarrantyYears } from '../option/defaults.ts';
import {
	aMonthOfTheYear,
	dividedBy,
	hoursAMonth,
	kwhPerWattSecond,
	thousandth,
	times
} from '../option/factors.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { gpusPerNode } from './running-lines.ts';
import { typed, typedOrDefault, typedSource, type SharedInputs } from './shared.ts';

/** Prices that come from quotes in place of typed numbers; null where the spec names none. */
export interface OwnedQuotes {
	node: {
		/** With network, installation and freight, as levelled. USD/node. */
		purchaseUsd: Parameter;
		/** The part of it that is the server itself, which is sold again; null where the quote does not tell: then all of it. */
		serverShare: Parameter | null;
		/** Support and whatever else recurs. USD/node-month. */
		recurringUsdPerNodeMonth: Parameter;
		/** Null where the quote does not say. */
		warrantyYears: Parameter | null;
		/** Whether support after the warranty is in what recurs; else it is assumed. */
		hasSupport: boolean;
	} | null;
	colocation: {
		usdPerKwMonth: Parameter;
		/** Whether the rate holds the electricity. */
		powerIncluded: boolean;
		/** What is paid whether it is drawn or not, kW; null without a commitment. */
		committedKw: Parameter | null;
		/** Largest ratio that the electricity is billed at; null without a cap. */
		pueCap: Parameter | null;
	} | null;
}

/** The price of a node: quoted or typed. */
export const purchaseOf = (spec: OwnedOptionSpec, quotes: OwnedQuotes): Parameter => {
	if (quotes.node) return quotes.node.purchaseUsd;
	const { purchaseUsd } = spec.node;
	if (!purchaseUsd) throw new RangeError(`option "${spec.id}" has no price for a node`);
	return typed(purchaseUsd, {
		id: `${spec.id}.node.purchaseUsd`,
		label: 'price of a node',
		unit: 'USD/node'
	});
};

/** Years of warranty: quoted, typed, or our default. */
const warrantyOf = (spec: OwnedOptionSpec, quotes: OwnedQuotes): Parameter => {
	const { warrantyYears } = spec.node;
	const identity = { id: `${spec.id}.node.warrantyYears`, label: 'warranty', unit: 'years' };
	if (warrantyYears === undefined && quotes.node?.warrantyYears) return quotes.node.warrantyYears;
	return fixedParameter(decimalText(warrantyYears ?? defaultWarrantyYears), {
		...identity,
		basis: warrantyYears === undefined ? 'default' : 'user',
		source: warrantyYears === undefined ? 'assumption' : typedSource
	});
};

/** Cables and work are worth nothing to a buyer; only the server is sold. */
const notSold = fixedParameter('0', {
	id: 'networkResidualShare',
	label: 'resale of network and installation',
	unit: 'share',
	basis: 'definition',
	source: 'the cost model'
});

const theWhole = fixedParameter('1', {
	id: 'wholePrice',
	label: 'the whole price',
	unit: 'share',
	basis: 'definition',
	source: 'the cost model'
});

const capitalLines = (
	spec: OwnedOptionSpec,
	quotes: OwnedQuotes,
	shared: SharedInputs
): CostLine[] => {
	const purchase = purchaseOf(spec, quotes);
	const { node, id } = spec;
	const lifeYears = typedOrDefault(node.lifeYears, 'lifeYears', id);
	const annuity: Factor = {
		kind: 'annuity',
		ratePerYear: shared.discountRatePerYear,
		lifeYears,
		residualShare: typedOrDefault(node.residualShare, 'residualShare', id)
	};
	const adder = typedOrDefault(node.networkAndInstallShare, 'networkAndInstallShare', id);
	const support = typedOrDefault(node.supportShareOfPricePerYear, 'supportShareOfPricePerYear', id);
	const line = (name: string, label: string, factors: Factor[]): CostLine => ({
		id: name,
		label,
		per: 'node-month',
		factors: [times(purchase), ...factors, aMonthOfTheYear],
		drift: null,
		group: 'service'
	});
	const supportLine = line('support', 'support after the warranty', [
		times(support),
		{ kind: 'share-after', whole: lifeYears, start: warrantyOf(spec, quotes) }
	]);
	if (quotes.node) {
		const { serverShare } = quotes.node;
		const ofServer = serverShare ? [times(serverShare)] : [];
		const rest: Factor[] = serverShare
			? [{ kind: 'difference', minuend: theWhole, subtrahend: serverShare }]
			: [];
		return [
			line('capital', 'server as quoted, capital recovery', [...ofServer, annuity]),
			...(serverShare && !toDecimal(serverShare.value).eq(1)
				? [
						line('network', 'network, installation and freight as quoted, capital recovery', [
							...rest,
							{ ...annuity, residualShare: notSold }
						])
					]
				: []),
			{
				id: 'recurring',
				label: 'yearly lines of the server quote',
				per: 'node-month',
				factors: [times(quotes.node.recurringUsdPerNodeMonth)],
				drift: null,
				group: 'service'
			},
			...(quotes.node.hasSupport
				? []
				: [{ ...supportLine, factors: [...ofServer, ...supportLine.factors] }])
		];
	}
	return [
		line('capital', 'server, capital recovery', [annuity]),
		line('network', 'network and installation, capital recovery', [
			times(adder),
			{ ...annuity, residualShare: notSold }
		]),
		supportLine
	];
};

/** Idle power and what load adds to it, in watts: measured, or shares of the nameplate. */
const powerFactors = (spec: OwnedOptionSpec): { idle: Factor[]; extra: Factor[] } => {
	const { node, id } = spec;
	if (node.idleW && node.loadW) {
		const idle = typed(node.idleW, { id: `${id}.node.idleW`, label: 'idle power', unit: 'W/node' });
		const load = typed(node.loadW, {
			id: `${id}.node.loadW`,
			label: 'power under load',
			unit: 'W/node'
		});
		return {
			idle: [times(idle)],
			extra: [{ kind: 'difference', minuend: load, subtrahend: idle }]
		};
	}
	const idleShare = typedOrDefault(undefined, 'idleShareOfNameplate', id);
	const loadShare = typedOrDefault(undefined, 'loadShareOfNameplate', id);
	const nameplate: Factor[] = node.nameplateW
		? [
				times(
					typed(node.nameplateW, {
						id: `${id}.node.nameplateW`,
						label: 'nameplate power',
						unit: 'W/node'
					})
				)
			]
		: [times(gpusPerNode(spec)), times(typedOrDefault(undefined, 'nameplateWPerGpu', id))];
	return {
		idle: [times(idleShare), ...nameplate],
		extra: [{ kind: 'difference', minuend: loadShare, subtrahend: idleShare }, ...nameplate]
	};
};

/** The ratio that electricity is billed at: that of the place, up to what its quote caps it at. */
const billedPue = (spec: OwnedOptionSpec, { colocation }: OwnedQuotes): Parameter => {
	const pue = typedOrDefault(spec.pue, 'pue', spec.id);
	const cap = colocation?.pueCap;
	if (!cap) return pue;
	if (toDecimal(pue.value).gte(cap.value)) return cap;
	const { spread } = pue;
	return spread.kind === 'fixed' || spread.high <= Number(cap.value)
		? pue
		: { ...pue, id: `${spec.id}.cappedPue`, spread: { ...spread, high: Number(cap.value) } };
};

const energyLines = (
	spec: OwnedOptionSpec,
	kappaPerS: Parameter,
	quotes: OwnedQuotes
): CostLine[] => {
	const power = powerFactors(spec);
	const price = [
		times(billedPue(spec, quotes)),
		times(typedOrDefault(spec.usdPerKwh, 'usdPerKwh', spec.id))
	];
	return [
		{
			id: 'power-idle',
			label: 'electricity of a node that idles',
			per: 'node-month',
			factors: [...power.idle, hoursAMonth, thousandth, ...price],
			drift: 'energy',
			group: 'service'
		},
		{
			// (P_load − P_idle) / κ watt-seconds: the load that a request is.
			id: 'power-load',
			label: 'electricity that a request adds',
			per: 'request',
			factors: [...power.extra, dividedBy(kappaPerS), kwhPerWattSecond, ...price],
			drift: 'energy',
			group: 'service'
		}
	];
};

const kwOfNode = (spec: OwnedOptionSpec): Factor[] => {
	const kw = spec.site?.kwPerNode;
	if (kw) {
		return [
			times(
				typed(kw, { id: `${spec.id}.site.kwPerNode`, label: 'power of a node', unit: 'kW/node' })
			)
		];
	}
	if (spec.node.nameplateW) {
		const watts = typed(spec.node.nameplateW, {
			id: `${spec.id}.node.nameplateW`,
			label: 'nameplate power',
			unit: 'W/node'
		});
		return [times(watts), thousandth];
	}
	return [
		times(gpusPerNode(spec)),
		times(typedOrDefault(undefined, 'nameplateWPerGpu', spec.id)),
		thousandth
	];
};

/** Committed power that even the smallest fleet does not draw: paid all the same. */
const unusedPowerLine = (
	spec: OwnedOptionSpec,
	{ committedKw, usdPerKwMonth }: NonNullable<OwnedQuotes['colocation']>
): CostLine[] => {
	if (!committedKw) return [];
	const kwOfOne = kwOfNode(spec).reduce(
		(product, factor) => product.times(factorValue(factor)),
		new Decimal(1)
	);
	const nodes = (spec.minNodes ?? defaultMinNodes) + (spec.spareNodes ?? defaultSpareNodes);
	const unused = toDecimal(committedKw.value).minus(kwOfOne.times(nodes));
	if (unused.lte(0)) return [];
	const kw = fixedParameter(unused.toFixed(), {
		id: `${spec.id}.site.unusedKw`,
		label: `committed power less that of the smallest fleet (${String(nodes)} nodes)`,
		unit: 'kW',
		basis: 'quote',
		source: committedKw.source,
		asOf: committedKw.asOf
	});
	return [
		{
			id: 'site-unused',
			label: 'committed power that the smallest fleet does not draw',
			per: 'month',
			factors: [times(kw), times(usdPerKwMonth)],
			drift: null,
			group: 'service'
		}
	];
};

/** Colocation or an own room, never both; colocation at the default rate where the spec names neither. */
const siteLines = (spec: OwnedOptionSpec, quotes: OwnedQuotes): CostLine[] => {
	const { site } = spec;
	const base = { id: 'site', per: 'node-month', drift: null, group: 'service' } as const;
	if (site?.kind === 'own-room') {
		const rate = typed(site.usdPerKwYear, {
			id: `${spec.id}.site.usdPerKwYear`,
			label: 'own room',
			unit: 'USD/kW-year'
		});
		const factors = [...kwOfNode(spec), times(rate), aMonthOfTheYear];
		return [{ ...base, label: 'own room', factors }];
	}
	const rate =
		quotes.colocation?.usdPerKwMonth ??
		typedOrDefault(site?.usdPerKwMonth, 'colocationUsdPerKwMonth', spec.id);
	return [
		{ ...base, label: 'colocation', factors: [...kwOfNode(spec), times(rate)] },
		...(quotes.colocation ? unusedPowerLine(spec, quotes.colocation) : [])
	];
};

/** All lines that owned nodes have beyond those of `runningLines`. */
export const ownedLines = (
	spec: OwnedOptionSpec,
	kappaPerS: Parameter,
	quotes: OwnedQuotes,
	shared: SharedInputs
): CostLine[] => {
	const powerIsIncluded =
		quotes.colocation?.powerIncluded ??
		(spec.site?.kind === 'colocation' && spec.site.powerIncluded);
	return [
		...capitalLines(spec, quotes, shared),
		...siteLines(spec, quotes),
		...(powerIsIncluded ? [] : energyLines(spec, kappaPerS, quotes))
	];
};

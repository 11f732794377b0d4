/**
 * Servers as cash: what a node costs on the day it is bought, and what it is still worth later. Holds the nodes of an option as
 * lots that were bought together. Exact decimals.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { lineUsd, type CostLine } from '../option/cost-line.ts';
import type { CostOption } from '../option/option.ts';

const monthsPerYear = 12;
/** A price that was divided by twelve months and multiplied again comes back at this many places. */
const pricePlaces = 30;

const isCapital = ({ per, factors }: CostLine): boolean =>
	per === 'node-month' && factors.some(({ kind }) => kind === 'annuity');

/** How the nodes of an option are bought. */
export interface Capital {
	/** USD for one node at today's price, network and installation included. */
	usdPerNode: Decimal;
	/**
	 * The part of it that can be sold again: the server alone, as nobody buys used installation. USD for one node at today's price.
	 */
	saleableUsdPerNode: Decimal;
	/** Whole months in service, the last one begun counted. */
	lifeMonths: number;
	/** Resale value at the end of its life / what was paid for the server. */
	residualShare: Decimal;
}

/** Null where nothing is bought. Every line with a capital recovery factor is capital: its price, without the factor. */
export const capitalOf = ({ lines, purchase }: CostOption): Capital | null => {
	if (!purchase) return null;
	const usdPerNode = lines
		.filter(isCapital)
		.map((line) => ({ ...line, factors: line.factors.filter(({ kind }) => kind !== 'annuity') }))
		.reduce((sum, line) => sum.plus(lineUsd(line).times(monthsPerYear)), new Decimal(0))
		.round(pricePlaces);
	return {
		usdPerNode,
		saleableUsdPerNode: toDecimal(purchase.usdPerNode.value).times(
			purchase.serverShare?.value ?? 1
		),
		lifeMonths: Math.max(
			1,
			toDecimal(purchase.lifeYears.value).times(monthsPerYear).round(0, 3).toNumber()
		),
		residualShare: toDecimal(purchase.residualShare.value)
	};
};

/** The option without its capital recovery, which the purchases take the place of; as it is where nothing is bought. */
export const withoutCapital = (option: CostOption): CostOption =>
	option.purchase ? { ...option, lines: option.lines.filter((line) => !isCapital(line)) } : option;

/** Nodes that were bought in one month. */
interface Lot {
	month: number;
	nodes: number;
	/** Price of a node in that month / its price today. */
	priceFactor: Decimal;
}

export interface Refresh {
	/** Years after which a node is replaced, > 0; its life where absent. */
	afterYears?: string;
	/** Capacity per dollar of the replacement / that of a node bought at the prices of that month; 1 where absent. */
	capacityPerUsdFactor?: string;
}

/**
 * Value of a server at an age in months / what was paid for it: it falls evenly from 1 to the residual share at the end of its life,
 * and stays there: 1 − (1 − residual) · min(age, life)/life.
 */
export const valueShare = ({ lifeMonths, residualShare }: Capital, ageMonths: number): Decimal => {
	const left = Math.max(0, lifeMonths - ageMonths);
	return toDecimal(1).minus(residualShare).times(left).div(lifeMonths).plus(residualShare);
};

export interface NodeHolding {
	/** Nodes that stand now. */
	nodes: () => number;
	/** Goes to a month: sells what has served its time, buys what is missing. USD paid less what the old ones bring. */
	advance: (month: number, neededNodes: number, priceFactor: Decimal) => Decimal;
	/** USD that all nodes bring if they are sold at the start of a month. */
	resaleUsd: (month: number) => Decimal;
}

/**
 * An empty room. Nodes stay until they are replaced, needed or not; months must rise. What is not `saleable` brings nothing
 * whatever its age.
 */
export const createNodeHolding = (
	capital: Capital,
	{ refresh = {}, saleable = true }: { refresh?: Refresh; saleable?: boolean } = {}
): NodeHolding => {
	const serviceMonths =
		refresh.afterYears === undefined
			? capital.lifeMonths
			: Math.max(1, toDecimal(refresh.afterYears).times(monthsPerYear).round(0, 3).toNumber());
	const cheaper = toDecimal(refresh.capacityPerUsdFactor ?? '1');
	let lots: Lot[] = [];
	const nodes = (): number => lots.reduce((sum, lot) => sum + lot.nodes, 0);
	const worth = (of: readonly Lot[], month: number): Decimal =>
		of.reduce(
			(sum, { nodes: count, priceFactor, month: since }) =>
				sum.plus(
					capital.saleableUsdPerNode
						.times(priceFactor)
						.times(count)
						.times(valueShare(capital, month - since))
				),
			new Decimal(0)
		);
	const resaleUsd = (of: readonly Lot[], month: number): Decimal =>
		saleable ? worth(of, month) : new Decimal(0);
	return {
		nodes,
		advance(month, neededNodes, priceFactor) {
			const isOld = (lot: Lot): boolean => month - lot.month >= serviceMonths;
			const [old, kept] = [lots.filter(isOld), lots.filter((lot) => !isOld(lot))];
			const oldNodes = old.reduce((sum, lot) => sum + lot.nodes, 0);
			lots = kept;
			const missing = Math.max(0, neededNodes - nodes());
			// What replaces a node is of a later generation; what comes on top is a node like the others.
			const replaced = Math.min(oldNodes, missing);
			const bought: Lot[] = [
				{ month, nodes: replaced, priceFactor: priceFactor.div(cheaper) },
				{ month, nodes: missing - replaced, priceFactor }
			].filter((lot) => lot.nodes > 0);
			lots.push(...bought);
			return bought
				.reduce(
					(sum, lot) => sum.plus(capital.usdPerNode.times(lot.priceFactor).times(lot.nodes)),
					new Decimal(0)
				)
				.minus(resaleUsd(old, month));
		},
		resaleUsd: (month) => resaleUsd(lots, month)
	};
};

/**
 * What a mean request is billed for: the priced lines of many requests, joined by what they are and what they cost each. Their
 * sum is the mean cost of the requests exactly, whatever tiers and hours each of them met.
 */
import { Decimal } from '#core/decimal.ts';
import { fixedParameter, type Parameter, type Stated } from '../option/parameter.ts';
import type { RequestCost, RequestCostLine } from '../prices/request-cost.ts';
import type { RequestPart } from './build-buy.ts';

/** Standard normal quantile of 95 %: low and high of a normal spread hold 90 %. */
const z95 = 1.6448536269514722;

interface PartSum {
	line: RequestCostLine;
	quantity: Decimal;
	/** Quantity by item; for the spread only. */
	byCluster: Map<string, number>;
}

export interface PartOrigin {
	/** Id of the option. */
	scope: string;
	/** Who counted the tokens, and who says the price. */
	amounts: Stated;
	prices: Stated;
}

export interface RequestPartSum {
	/** `cluster` is the item that the request was about: asking it again is little new evidence. */
	add: (cost: RequestCost, cluster: string) => void;
	/** Requests that were priced. */
	priced: () => number;
	/** Cost of all priced requests, USD, decimal text. */
	totalUsd: () => string;
	/** Requests whose cost is unknown; they are in no mean. */
	unpriced: () => number;
	/** Why, with how often. */
	missing: () => ReadonlyMap<string, number>;
	/** Parts of the mean request; empty if none was priced. */
	parts: (origin: PartOrigin) => RequestPart[];
}

const idOf = (label: string): string =>
	label
		.toLowerCase()
		.replace(/[^a-z0-9]+/gu, '-')
		.replace(/^-|-$/gu, '');

/** The id itself, or with the first number from 2 on that makes it new: labels of other scripts and signs can have one id. */
const unusedId = (id: string, used: ReadonlySet<string>): string => {
	const base = id === '' ? 'part' : id;
	let free = base;
	for (let count = 2; used.has(free); count++) free = `${base}-${String(count)}`;
	return free;
};

/**
 * Standard error of the mean quantity of a request, items as the units drawn: √(m/(m−1) · Σ (X − mean · requests)²) / n over the m
 * items (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4). 0 with fewer than two items.
 */
const standardErrorOf = (
	byCluster: ReadonlyMap<string, number>,
	requests: ReadonlyMap<string, number>,
	mean: number,
	n: number
): number => {
	const m = requests.size;
	if (m < 2) return 0;
	let squares = 0;
	for (const [cluster, count] of requests) {
		squares += ((byCluster.get(cluster) ?? 0) - mean * count) ** 2;
	}
	return Math.sqrt((squares * m) / (m - 1)) / n;
};

/** Joins the lines of priced requests. */
export const createRequestPartSum = (): RequestPartSum => {
	const sums = new Map<string, PartSum>();
	const missing = new Map<string, number>();
	const requests = new Map<string, number>();
	let total = new Decimal(0);
	let priced = 0;
	let unpriced = 0;
	return {
		add(cost, cluster) {
			if (cost.usd === null) {
				unpriced++;
				for (const what of cost.missing) missing.set(what, (missing.get(what) ?? 0) + 1);
				return;
			}
			priced++;
			total = total.plus(cost.usd);
			requests.set(cluster, (requests.get(cluster) ?? 0) + 1);
			for (const line of cost.lines) {
				const key = `${line.label}|${line.unit}|${line.unitPriceUsd}|${String(line.perUnits)}`;
				const sum = sums.get(key) ?? {
					line,
					quantity: new Decimal(0),
					byCluster: new Map<string, number>()
				};
				sum.quantity = sum.quantity.plus(line.quantity);
				const before = sum.byCluster.get(cluster) ?? 0;
				sum.byCluster.set(cluster, before + Number(line.quantity));
				sums.set(key, sum);
			}
		},
		priced: () => priced,
		totalUsd: () => total.toFixed(),
		unpriced: () => unpriced,
		missing: () => missing,
		parts({ scope, amounts, prices }) {
			const ids = new Set<string>();
			return [...sums.values()].map((sum): RequestPart => {
				const { line } = sum;
				const id = unusedId(idOf(line.label), ids);
				ids.add(id);
				const mean = sum.quantity.div(priced);
				const standardError = standardErrorOf(sum.byCluster, requests, mean.toNumber(), priced);
				const factors = line.factors.map(({ label, factor }) => `${label} × ${factor}`).join(', ');
				const amount: Parameter = {
					id: `${scope}.${id}.amount`,
					label: `${line.label}: ${line.unit} of a request`,
					unit: `${line.unit}/request`,
					value: mean.toFixed(),
					spread:
						standardError > 0
							? {
									kind: 'normal',
									// Few items can leave room below 0, of which there is nothing.
									low: Math.max(0, mean.toNumber() - z95 * standardError),
									high: mean.toNumber() + z95 * standardError
								}
							: { kind: 'fixed' },
					...amounts
				};
				const unit =
					line.perUnits === 1_000_000 && line.unit === 'tokens'
						? 'USD/Mtok'
						: `USD/${String(line.perUnits)} ${line.unit}`;
				return {
					id,
					label: line.label,
					amount,
					price: fixedParameter(line.unitPriceUsd, {
						id: `${scope}.${id}.price`,
						label: `${line.label}, price${factors === '' ? '' : ` (${factors})`}`,
						unit,
						...prices
					}),
					perUnits: line.perUnits
				};
			});
		}
	};
};

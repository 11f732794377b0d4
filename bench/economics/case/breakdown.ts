/** What one month of an option costs at one volume, line by line; the lines add up to the curve exactly. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import type { CostCurve } from '../option/cost-curve.ts';
import { lineUsd, type CostLine } from '../option/cost-line.ts';
import { provisionedNodes, utilisation } from '../fleet/fleet.ts';
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import { blendSides, optionCurve } from '../option/option-curve.ts';

export interface BreakdownLine {
	id: string;
	label: string;
	/** Null for what is no product of factors: rent that follows the week, tiers and commitments. */
	line: CostLine | null;
	/** USD for one of `per`, decimal text; null where `line` is. */
	usdEach: string | null;
	/** How often: 1 for a month, provisioned nodes, or requests. Decimal text; null where `line` is. */
	quantity: string | null;
	/** USD a month, decimal text. */
	usdPerMonth: string;
	group: CostLine['group'];
}

export interface Breakdown {
	/** Whole requests in the month. */
	requests: number;
	lines: BreakdownLine[];
	/** USD a month: sum of the lines. Decimal text. */
	totalUsdPerMonth: string;
	/** The same without rework. Decimal text. */
	serviceUsdPerMonth: string;
	/** Total / requests, decimal text; null for no requests. */
	usdPerRequest: string | null;
	/** Provisioned nodes in the busiest hour, spare included; null where no nodes are run. */
	nodes: number | null;
	/** Mean rate / capacity of the provisioned nodes, 0 to 1, decimal text; null where no nodes are run. */
	utilisation: string | null;
}

const quantityOf = (line: CostLine, requests: number, nodes: number): number =>
	({ month: 1, 'node-month': nodes, request: requests })[line.per];

/** A line that is no product of factors, but a sum that was computed otherwise. */
const summedLine = (id: string, label: string, usdPerMonth: string): BreakdownLine => ({
	id,
	label,
	line: null,
	usdEach: null,
	quantity: null,
	usdPerMonth,
	group: 'service'
});

const productLine = (line: CostLine, quantity: number): BreakdownLine => {
	const each = lineUsd(line);
	return {
		id: line.id,
		label: line.label,
		line,
		usdEach: each.toFixed(),
		quantity: String(quantity),
		usdPerMonth: each.times(quantity).toFixed(),
		group: line.group
	};
};

const sumUsd = (lines: readonly BreakdownLine[]): Decimal =>
	lines.reduce((sum, { usdPerMonth }) => sum.plus(usdPerMonth), new Decimal(0));

/** Lines of a metered plan at a volume; what tiers and commitments change is a line of its own. */
const meteredLines = (option: CostOption, requests: number): BreakdownLine[] => {
	const { metered } = option;
	if (!metered) return [];
	const total = curveUsd(optionCurve({ ...option, lines: [], fleet: null }), BigInt(requests));
	const offsets = option.lines.filter(({ id }) => metered.offsetLineIds?.includes(id));
	if (offsets.length > 0) {
		const usd = sumUsd(offsets.map((line) => productLine(line, requests))).plus(total);
		return [summedLine('overflow', 'requests above the own nodes, at the API', usd.toFixed())];
	}
	const lines = metered.reservedUnits
		? []
		: metered.lines.map((line) => productLine(line, requests));
	const rest = toDecimal(total).minus(sumUsd(lines));
	if (rest.eq(0)) return lines;
	const label = metered.reservedUnits
		? 'reserved throughput, in whole units'
		: 'volume tiers and committed spend';
	return [...lines, summedLine('terms', label, rest.toFixed())];
};

/** Rent of nodes that follow the week, and staff in whole steps: what the stairs hold beyond the lines. */
const stairLine = (option: CostOption, requests: number): BreakdownLine[] => {
	const { fleet } = option;
	if (!fleet || (!fleet.rent && !fleet.staffStep)) return [];
	const total = curveUsd(optionCurve({ ...option, lines: [], metered: null }), BigInt(requests));
	if (toDecimal(total).eq(0)) return [];
	const parts = [
		fleet.rent ? 'rent of nodes that follow the week' : null,
		fleet.staffStep ? 'people in whole steps' : null
	].filter((part) => part !== null);
	return [summedLine('stairs', parts.join(', '), toDecimal(total).toFixed())];
};

const totalled = (
	requests: number,
	lines: BreakdownLine[],
	nodes: number | null,
	utilisation: string | null
): Breakdown => {
	const total = sumUsd(lines);
	return {
		requests,
		lines,
		totalUsdPerMonth: total.toFixed(),
		serviceUsdPerMonth: sumUsd(lines.filter(({ group }) => group === 'service')).toFixed(),
		usdPerRequest: requests === 0 ? null : total.div(requests).toFixed(),
		nodes,
		utilisation
	};
};

/** What the two sides of a hybrid cost, each as one line: their own breakdowns say more. */
const sharedLines = (option: CostOption, requests: number): BreakdownLine[] => {
	const { blend } = option;
	if (!blend) return [];
	const side = (id: string, title: string, curve: CostCurve): BreakdownLine =>
		summedLine(id, title, curveUsd(curve, BigInt(requests)));
	const { local, api } = blendSides(blend);
	return [
		side('local', `${optionTitle(blend.local)}, its part of the work`, local),
		side('api', `${optionTitle(blend.api)}, its part of the work`, api)
	];
};

/**
 * What a month of an option costs at a whole number of requests. Throws a RangeError for a negative volume.
 */
export const breakdownAt = (option: CostOption, requests: number): Breakdown => {
	if (requests < 0) throw new RangeError('a volume cannot be negative');
	const nodes = option.fleet ? provisionedNodes(option.fleet, requests) : 0;
	const offsets = option.metered?.offsetLineIds ?? [];
	const lines = option.lines
		.filter(({ id }) => !offsets.includes(id))
		.map((line) => productLine(line, quantityOf(line, requests, nodes)));
	return totalled(
		requests,
		[
			...lines,
			...sharedLines(option, requests),
			...stairLine(option, requests),
			...meteredLines(option, requests)
		],
		option.fleet ? nodes : null,
		option.fleet && (utilisation(option.fleet, requests)?.toFixed() ?? null)
	);
};

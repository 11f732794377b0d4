/** Which values a parameter of an option can take. */
import { type Decimal, toDecimal } from '#core/decimal.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
import type { CostOption } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';

/** Part that a parameter plays, as far as it limits what it can be. */
type Use = 'plain' | 'divisor' | 'share' | 'rate' | 'years';

const usesInFactor = (factor: Factor): [Parameter, Use][] => {
	switch (factor.kind) {
		case 'constant':
			return [];
		case 'parameter':
			return [[factor.parameter, 'plain']];
		case 'inverse':
			return [[factor.parameter, 'divisor']];
		case 'complement':
			return [[factor.parameter, 'share']];
		case 'difference':
			return [
				[factor.minuend, 'plain'],
				[factor.subtrahend, 'plain']
			];
		case 'share-after':
			return [
				[factor.whole, 'years'],
				[factor.start, 'plain']
			];
		case 'annuity':
			return [
				[factor.ratePerYear, 'rate'],
				[factor.lifeYears, 'years'],
				[factor.residualShare, 'share']
			];
	}
};

const usesInLines = (lines: readonly CostLine[]): [Parameter, Use][] =>
	lines.flatMap(({ factors }) => factors.flatMap(usesInFactor));

const usesIn = (option: CostOption): [Parameter, Use][] => {
	const { fleet, metered, blend, lines } = option;
	const single: [Parameter | null | undefined, Use][] = [
		[fleet?.kappaPerS, 'divisor'],
		[fleet?.headroom, 'divisor'],
		[fleet?.headroom, 'share'],
		[fleet?.peakToAverage, 'divisor'],
		[fleet?.rent?.onDemandUsdPerHour, 'plain'],
		[fleet?.rent?.reservedUsdPerHour, 'plain'],
		[fleet?.staffStep?.usdPerMonth, 'plain'],
		[metered?.commitUsdPerMonth, 'plain'],
		[metered?.reservedUnits?.usdPerUnitMonth, 'plain'],
		[metered?.reservedUnits?.requestsPerUnitMonth, 'divisor'],
		[blend?.apiShare, 'share']
	];
	return [
		...single.filter((use): use is [Parameter, Use] => !!use[0]),
		...usesInLines([...lines, ...(metered?.lines ?? [])]),
		...(blend ? [...usesIn(blend.local), ...usesIn(blend.api)] : [])
	];
};

export interface ParameterDomain {
	today: Decimal;
	lowest: Decimal;
	highest: Decimal;
}

/** Beyond these nothing is looked for: a cost of capital of 1,000 % a year, and a century in service. */
const highestOf: Partial<Record<Use, string>> = { share: '1', rate: '10', years: '100' };
const farFactor = 1_000_000;
const shortestYears = '0.1';

/** Where to look for a value of a parameter. Throws a RangeError where no option has it. */
export const parameterDomain = (
	options: readonly CostOption[],
	parameterId: string
): ParameterDomain => {
	const uses = options.flatMap(usesIn).filter(([{ id }]) => id === parameterId);
	const [first] = uses;
	if (!first) throw new RangeError(`no option has a parameter "${parameterId}"`);
	const [parameter] = first;
	const today = toDecimal(parameter.value);
	const kinds = new Set<Use>(uses.map(([, use]) => use));
	if (parameter.unit === 'share' && today.abs().lte(1)) kinds.add('share');
	const far = today.eq(0) ? toDecimal(farFactor) : today.abs().times(farFactor);
	const highest = [...kinds]
		.map((use) => toDecimal(highestOf[use] ?? far))
		.reduce((least, each) => (each.lt(least) ? each : least), far);
	const lowest = kinds.has('years')
		? toDecimal(shortestYears)
		: kinds.has('divisor')
			? today.div(farFactor)
			: today.lt(0)
				? far.times(-1)
				: toDecimal(0);
	return {
		today,
		lowest: lowest.lt(today) ? lowest : today,
		highest: highest.gt(today) ? highest : today
	};
};

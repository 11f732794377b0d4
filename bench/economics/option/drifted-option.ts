/** An option at the prices of a later month: every cost that moves with a drift is multiplied by how far it has moved. */
import { type Decimal, toDecimal } from '#core/decimal.ts';
import { driftNames, type CostLine, type DriftName } from './cost-line.ts';
import type { Drifts } from '../case/drifts.ts';
import type { CostOption } from './option.ts';
import type { Parameter } from './parameter.ts';
import { discounting } from '../quotes/present-value.ts';

/** Factor by which each drift has moved prices since the start; what is absent has not moved. */
export type DriftFactors = Partial<Record<DriftName, Decimal>>;

/** How far prices have moved by a month, counted from 0 (today): (1 + x)^(month/12), to 40 places. */
export const driftFactors = (drifts: Drifts): ((month: number) => DriftFactors) => {
	const moving = driftNames.flatMap((name) => {
		const rate = drifts[name];
		return rate && !toDecimal(rate.value).eq(0) ? [[name, discounting(rate.value)] as const] : [];
	});
	// A discount factor of the months before the start is growth.
	return (month) => Object.fromEntries(moving.map(([name, factor]) => [name, factor(-month)]));
};

/** A line multiplied by a factor, which `label` names; the line itself where the factor is 1. */
export const scaledLine = (line: CostLine, factor: Decimal, label: string): CostLine =>
	factor.eq(1)
		? line
		: {
				...line,
				factors: [...line.factors, { kind: 'constant', label, unit: '', value: factor.toFixed() }]
			};

/** A parameter at a multiple of its value; its spread stays, as this is for exact figures. */
export const scaledParameter = (parameter: Parameter, factor: Decimal): Parameter =>
	factor.eq(1)
		? parameter
		: { ...parameter, value: toDecimal(parameter.value).times(factor).toFixed() };

/** Commitments stay as they were signed; the prices that they are used up with move. */
export const driftedOption = (option: CostOption, factors: DriftFactors): CostOption => {
	if (Object.keys(factors).length === 0) return option;
	const { fleet, metered, blend } = option;
	const by = (name: DriftName): Decimal => factors[name] ?? toDecimal(1);
	const drifted = (line: CostLine): CostLine =>
		line.drift === null ? line : scaledLine(line, by(line.drift), 'price of that month / today');
	return {
		...option,
		lines: option.lines.map(drifted),
		fleet: fleet && {
			...fleet,
			rent: fleet.rent && {
				onDemandUsdPerHour: scaledParameter(fleet.rent.onDemandUsdPerHour, by('gpu-rent')),
				reservedUsdPerHour:
					fleet.rent.reservedUsdPerHour &&
					scaledParameter(fleet.rent.reservedUsdPerHour, by('gpu-rent'))
			},
			staffStep: fleet.staffStep && {
				...fleet.staffStep,
				usdPerMonth: scaledParameter(fleet.staffStep.usdPerMonth, by('salary'))
			}
		},
		metered: metered && {
			...metered,
			lines: metered.lines.map(drifted),
			reservedUnits: metered.reservedUnits && {
				...metered.reservedUnits,
				usdPerUnitMonth: scaledParameter(metered.reservedUnits.usdPerUnitMonth, by('api-price'))
			}
		},
		blend: blend && {
			...blend,
			local: driftedOption(blend.local, factors),
			api: driftedOption(blend.api, factors)
		}
	};
};

/** Names of the drifts that move any cost of an option. */
export const driftsOfOption = (option: CostOption): ReadonlySet<DriftName> => {
	const { fleet, metered, blend, lines } = option;
	const names = [...lines, ...(metered?.lines ?? [])].map(({ drift }) => drift);
	if (fleet?.rent) names.push('gpu-rent');
	if (fleet?.staffStep) names.push('salary');
	if (metered?.reservedUnits) names.push('api-price');
	const parts = blend ? [blend.local, blend.api].flatMap((part) => [...driftsOfOption(part)]) : [];
	return new Set([...names.filter((name) => name !== null), ...parts]);
};

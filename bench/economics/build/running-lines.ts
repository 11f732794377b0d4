/** What running a model costs beside the machines, whether they are owned or rented: people, licences, tuning, traffic. */
import type { MakeOptionSpec } from '#core/cost-spec/make-option.ts';
import type { CostLine } from '../option/cost-line.ts';
import { aMonthOfTheYear, times } from '../option/factors.ts';
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { Fleet } from '../option/option.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { otherLines, recurringWork, tuningLines } from './other-lines.ts';
import { typed, typedOrDefault, typedSource } from './shared.ts';

/** GPUs in a node; 1 where the spec does not say. */
export const gpusPerNode = (spec: MakeOptionSpec): Parameter =>
	fixedParameter(decimalText(spec.gpusPerNode ?? 1), {
		id: `${spec.id}.gpusPerNode`,
		label: 'GPUs in a node',
		unit: 'GPU/node',
		basis: spec.gpusPerNode === undefined ? 'default' : 'user',
		source: spec.gpusPerNode === undefined ? 'assumption' : typedSource
	});

/** Whole people for every so many nodes; null where staff grows smoothly. */
export const staffStepOf = (spec: MakeOptionSpec): Fleet['staffStep'] => {
	const { staff } = spec;
	if (staff?.nodesPerFte === undefined) return null;
	const salary = typedOrDefault(staff.salaryUsdPerYear, 'salaryUsdPerYear', spec.id);
	const { spread } = salary;
	return {
		nodesPerStep: staff.nodesPerFte,
		usdPerMonth: {
			...salary,
			id: `${spec.id}.staffStep.usdPerMonth`,
			label: 'one person a month',
			unit: 'USD/FTE-month',
			value: toDecimal(salary.value).div(12).toFixed(),
			spread:
				spread.kind === 'fixed'
					? spread
					: { kind: spread.kind, low: spread.low / 12, high: spread.high / 12 }
		}
	};
};

const staffLines = (spec: MakeOptionSpec): CostLine[] => {
	const { staff } = spec;
	const salary = typedOrDefault(staff?.salaryUsdPerYear, 'salaryUsdPerYear', spec.id);
	const base = typedOrDefault(staff?.baseFte, 'baseFte', spec.id);
	const step = staffStepOf(spec);
	const lines: CostLine[] = [
		{
			id: 'staff-base',
			label: 'people, whatever the size',
			per: 'month',
			// Where people come in whole steps, the same monthly amount is drawn for all of them.
			factors: step
				? [times(base), times(step.usdPerMonth)]
				: [times(base), times(salary), aMonthOfTheYear],
			drift: 'salary',
			group: 'service'
		}
	];
	if (staff?.nodesPerFte === undefined) {
		const perNode = typedOrDefault(staff?.ftePerNode, 'ftePerNode', spec.id);
		lines.push({
			id: 'staff-node',
			label: 'people for each node',
			per: 'node-month',
			factors: [times(perNode), times(salary), aMonthOfTheYear],
			drift: 'salary',
			group: 'service'
		});
	}
	return lines;
};

/** Lines that owned and rented nodes have in common. `tuningUsd`: as the measured target says; null where it says nothing. */
export const runningLines = (
	spec: MakeOptionSpec,
	{ horizonMonths, tuningUsd }: { horizonMonths: number; tuningUsd: Parameter | null }
): CostLine[] => {
	const { softwareUsdPerGpuYear, tuning, recertification, egressUsdPerRequest } = spec;
	const lines = staffLines(spec);
	if (softwareUsdPerGpuYear) {
		lines.push({
			id: 'software',
			label: 'licences',
			per: 'node-month',
			factors: [
				times(gpusPerNode(spec)),
				times(
					typed(softwareUsdPerGpuYear, {
						id: `${spec.id}.softwareUsdPerGpuYear`,
						label: 'licences per GPU and year',
						unit: 'USD/GPU-year'
					})
				),
				aMonthOfTheYear
			],
			drift: null,
			group: 'service'
		});
	}
	lines.push(...tuningLines(tuning, tuningUsd, spec.id));
	if (recertification) {
		const label = 'evaluation and approval of a new model';
		lines.push(recurringWork(recertification, { scope: spec.id, id: 'recertification', label }));
	}
	if (egressUsdPerRequest) {
		lines.push({
			id: 'egress',
			label: 'network traffic',
			per: 'request',
			factors: [
				times(
					typed(egressUsdPerRequest, {
						id: `${spec.id}.egressUsdPerRequest`,
						label: 'network traffic of a request',
						unit: 'USD/request'
					})
				)
			],
			drift: null,
			group: 'service'
		});
	}
	return [...lines, ...otherLines(spec.other, spec.id, horizonMonths)];
};

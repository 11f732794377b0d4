/** The data of the charts of a use case, out of the case and its decision. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { crossoverInterval } from '#bench/economics/uncertainty/crossover-interval.ts';
import { usdPerRightAnswer } from '#bench/economics/case/usd-per-right-answer.ts';
import type { CashChartData } from '../charts/cash-table.ts';
import type { CostByVolumeData } from '../charts/cost-by-volume-table.ts';
import type { CostPerAnswerData } from '../charts/cost-per-answer-table.ts';
import type { QualityCostData } from '../charts/quality-cost-table.ts';
import type { TornadoData } from '../charts/tornado-table.ts';
import { forecastOf } from './forecast.ts';

/** Sources of a case, each once. */
const sourcesOf = ({ options }: CostCase): string[] => [
	...new Set(
		options.flatMap(({ lines, metered }) =>
			[...lines, ...(metered?.lines ?? [])].flatMap(({ factors }) =>
				factors.flatMap((factor) => ('parameter' in factor ? [factor.parameter.source] : []))
			)
		)
	)
];

export const costByVolumeData = (
	costCase: CostCase,
	{ evaluated, simulation }: Decision,
	{ volumes, curves, draws }: VolumeCosts
): CostByVolumeData => {
	const { compared, crossover, requestsPerMonth } = evaluated;
	const band = crossoverInterval(simulation);
	return {
		volumes,
		curves: curves.flatMap(({ optionId, usdPerMonth, band: costs }) => {
			const option = costCase.options.find(({ id }) => id === optionId);
			return option ? [{ option, usdPerMonth, band: costs }] : [];
		}),
		compared: compared && { makeId: compared.make.option.id, buyId: compared.buy.option.id },
		crossover: crossover && {
			verdict: crossover.verdict,
			first: crossover.firstCrossover,
			permanent: crossover.permanentCrossover,
			reason: crossover.reason
		},
		interval: band && { low: band.p05RequestsPerMonth, high: band.p95RequestsPerMonth },
		requestsPerMonth,
		forecast: forecastOf(costCase),
		draws,
		sources: sourcesOf(costCase)
	};
};

export const costPerAnswerData = (
	costCase: CostCase,
	{ evaluated, bands }: Decision
): CostPerAnswerData => ({
	countsRework: costCase.rework.humanUsd !== null,
	requestsPerMonth: evaluated.requestsPerMonth,
	options: costCase.options.flatMap((option, series) => {
		const found = evaluated.options.find((each) => each.option.id === option.id);
		if (!found) return [];
		const { acceptShare = null } = costCase.quality[option.id] ?? {};
		return [
			{
				option,
				series,
				usdPerRequest: found.today.usdPerRequest,
				usdPerRightAnswer: usdPerRightAnswer(found, costCase),
				acceptShare: acceptShare?.value ?? null,
				totalUsdPerMonth: found.today.totalUsdPerMonth,
				band: bands[option.id] ?? null
			}
		];
	})
});

/** Null in the quick grade. */
export const cashData = (costCase: CostCase, { overTime }: Decision): CashChartData | null =>
	overTime && {
		options: costCase.options,
		overTime,
		discountRatePerYear: costCase.discountRatePerYear.value,
		sources: sourcesOf(costCase)
	};

/** Null where nothing is compared, and in the quick grade. */
export const tornadoData = (
	costCase: CostCase,
	{ dependence, evaluated }: Decision
): TornadoData | null =>
	dependence && evaluated.compared
		? {
				sensitivity: dependence.sensitivity,
				options: costCase.options,
				makeId: evaluated.compared.make.option.id,
				buyId: evaluated.compared.buy.option.id,
				horizonMonths: costCase.horizonMonths,
				sources: sourcesOf(costCase)
			}
		: null;

const isApi = ({ kind }: CostOption): boolean => kind === 'buy';

export const qualityCostData = (
	costCase: CostCase,
	{ evaluated, gates }: Decision
): QualityCostData => {
	const { compared, options } = evaluated;
	const bought = compared?.buy.option;
	const reference =
		bought && isApi(bought)
			? bought
			: (options.find(({ option }) => isApi(option))?.option ?? bought);
	return {
		points: costCase.options.map((option, series) => {
			const today = options.find((each) => each.option.id === option.id)?.today;
			return {
				option,
				series,
				usdPerRequest:
					today && today.requests > 0
						? String(Number(today.serviceUsdPerMonth) / today.requests)
						: null,
				acceptShare: costCase.quality[option.id]?.acceptShare ?? null,
				gate: gates[option.id] ?? null
			};
		}),
		referenceId: reference?.id ?? null,
		marginShare: costCase.marginShare,
		sources: []
	};
};

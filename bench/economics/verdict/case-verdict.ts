/** Brings an evaluated case, its draws and its quality into the form from which the verdict is made. */
import { decimalText, toDecimal, type Decimal } from '#core/decimal.ts';
import type { CostCase, UnavailableOption } from '../case/cost-case.ts';
import { factorValue, type CostLine } from '../option/cost-line.ts';
import { optionTitle } from '../option/option-title.ts';
import type { EvaluatedCase, EvaluatedOption } from '../case/evaluate-case.ts';
import { qualityGate, type QualityGate } from './quality-gate.ts';
import { evaluateDraws } from '../uncertainty/evaluate.ts';
import type { SimulationWithDraws } from '../uncertainty/simulate.ts';
import { sortedQuantile } from '../uncertainty/quantiles.ts';
import { columnDifference } from '../uncertainty/simulate.ts';
import { verdictBasis } from './verdict-contenders.ts';
import { verdictOf } from './verdict.ts';
import type {
	CostDifference,
	MonthUsd,
	Verdict,
	VerdictInput,
	VerdictOption
} from './verdict-input.ts';

/** Level of all intervals, percent. */
export const intervalPercent = 90;

const text = (usd: number): string => toDecimal(usd).round(6).toFixed();

/** 5 % and 95 % points of draws, decimal text; null where nothing was drawn. */
const bandOfDraws = (draws: Float64Array | undefined): { low: string; high: string } | null => {
	if (!draws || draws.length < 2) return null;
	const sorted = Float64Array.from(draws).sort();
	return { low: text(sortedQuantile(sorted, 0.05)), high: text(sortedQuantile(sorted, 0.95)) };
};

/** A band that is more than a point; null where no draw differs. */
const rangeOfDraws = (draws: Float64Array | undefined): { low: string; high: string } | null => {
	const band = bandOfDraws(draws);
	return band && band.low !== band.high ? band : null;
};

const monthUsd = (usdPerMonth: string, draws: Float64Array | undefined): MonthUsd => {
	const band = rangeOfDraws(draws);
	return {
		usdPerMonth,
		lowUsdPerMonth: band?.low ?? null,
		highUsdPerMonth: band?.high ?? null
	};
};

/** The bought model that all others are compared with: the frontier API of the comparison, else the first one. */
export const referenceOf = ({ compared, options }: EvaluatedCase): EvaluatedOption | null => {
	const isApi = ({ option }: EvaluatedOption): boolean => option.kind === 'buy';
	if (compared && isApi(compared.buy)) return compared.buy;
	return options.find(isApi) ?? compared?.buy ?? null;
};

/** Quality of an option against the reference; null for the reference itself. */
export const gateOf = (
	costCase: CostCase,
	optionId: string,
	referenceId: string | null
): QualityGate | null => {
	if (referenceId === null || optionId === referenceId) return null;
	const counts = costCase.paired[`${optionId}|${referenceId}`];
	return qualityGate({
		bothRight: counts?.bothRight ?? 0,
		onlyLocal: counts?.onlyMake ?? 0,
		onlyApi: counts?.onlyBuy ?? 0,
		bothWrong: counts?.bothWrong ?? 0,
		deltaShare: costCase.marginShare,
		...(counts?.z !== undefined && { z: counts.z })
	});
};

/** 90 % interval of the cost of each option today, by id, USD a month, decimal text; empty where nothing was drawn. */
export const todayBands = (
	{ options }: CostCase,
	drawn: SimulationWithDraws | null
): ReadonlyMap<string, { low: string; high: string }> =>
	new Map(
		options.flatMap(({ id }, index) => {
			const isVaried = drawn !== null && drawn.simulation.varied.length > 0;
			const band = isVaried ? bandOfDraws(drawn.outcomes.todayUsd[index]) : null;
			return band ? [[id, band] as const] : [];
		})
	);

type DrawsById = ReadonlyMap<string, Float64Array>;

/** Cost today by option id, USD a month, one value per draw; empty where nothing was drawn. */
interface Draws {
	/** Rework included. */
	totalUsd: DrawsById;
	/** Without rework. */
	serviceUsd: DrawsById;
}

const noDraws: Draws = { totalUsd: new Map(), serviceUsd: new Map() };

const isRework = ({ group }: CostLine): boolean => group === 'rework';

/** Draws of the cost of all options, and of the same without their rework. */
const drawsOf = (
	costCase: CostCase,
	{ compared }: EvaluatedCase,
	drawn: SimulationWithDraws | null
): Draws => {
	if (!drawn || !compared || drawn.simulation.varied.length === 0) return noDraws;
	const { options } = costCase;
	const byId = (columns: readonly Float64Array[]): DrawsById =>
		new Map(options.map(({ id }, index) => [id, columns[index] as Float64Array]));
	const totalUsd = byId(drawn.outcomes.todayUsd);
	if (!options.some(({ lines }) => lines.some(isRework))) return { totalUsd, serviceUsd: totalUsd };
	const { todayUsd } = evaluateDraws(
		{
			...costCase,
			options: options.map((option) => ({
				...option,
				lines: option.lines.filter((line) => !isRework(line))
			})),
			compare: { makeId: compared.make.option.id, buyId: compared.buy.option.id },
			horizonMonths: 1
		},
		drawn.samples,
		{ volumes: [], maxRequestsPerMonth: 1 }
	);
	return { totalUsd, serviceUsd: byId(todayUsd) };
};

/** Errors a month that nobody notices: the line of their cost, without what one costs. */
const undetectedErrors = ({ factors }: CostLine, requests: number): Decimal =>
	factors
		.filter((factor) => factor.kind !== 'parameter' || factor.parameter.id !== 'quality.errorUsd')
		.reduce((product, factor) => product.times(factorValue(factor)), toDecimal(requests));

const verdictOption = (
	{ option, today }: EvaluatedOption,
	excludedBecause: readonly string[],
	costCase: CostCase,
	referenceId: string | null,
	draws: Draws
): VerdictOption => {
	const { id, kind, emulated } = option;
	const errors = today.lines.find((line) => line.id === 'rework-errors');
	const undetected = errors?.line && undetectedErrors(errors.line, today.requests);
	return {
		id,
		title: optionTitle(option),
		kind,
		emulated,
		excludedBecause,
		cost: {
			state: 'known',
			...monthUsd(today.serviceUsdPerMonth, draws.serviceUsd.get(id))
		},
		accepted:
			costCase.rework.humanUsd && costCase.rework.errorUsd && errors && undetected
				? {
						...monthUsd(today.totalUsdPerMonth, draws.totalUsd.get(id)),
						withoutErrorsUsdPerMonth: toDecimal(today.totalUsdPerMonth)
							.minus(errors.usdPerMonth)
							.toFixed(),
						undetectedErrorsPerMonth: undetected.toFixed()
					}
				: null,
		gate: gateOf(costCase, id, referenceId)
	};
};

/** What to do about figures of an endpoint without a model names it, so that nobody takes them for those of a model. */
const unavailableOption = (option: UnavailableOption): VerdictOption => {
	const { id, kind, emulated, reason, remedy } = option;
	const title = optionTitle(option);
	const toMeasure = emulated ? `${title}: ${remedy}` : remedy;
	return {
		id,
		title,
		kind,
		emulated,
		excludedBecause: [],
		cost: { state: 'unknown', reason, toMeasure },
		accepted: null,
		gate: null
	};
};

const differencesOf = (draws: DrawsById): CostDifference[] => {
	const ids = [...draws.keys()];
	return ids.flatMap((id, index) =>
		ids.slice(index + 1).flatMap((minusId) => {
			const [a, b] = [draws.get(id), draws.get(minusId)];
			const band = a && b ? rangeOfDraws(columnDifference(a, b)) : null;
			return band ? [{ id, minusId, lowUsdPerMonth: band.low, highUsdPerMonth: band.high }] : [];
		})
	);
};

const crossoverOf = (
	{ crossover, compared }: EvaluatedCase,
	drawn: SimulationWithDraws | null
): VerdictInput['crossover'] => {
	if (!crossover) return null;
	const count = (requests: number | null | undefined): string | null =>
		requests === null || requests === undefined ? null : decimalText(Math.round(requests));
	const drawnBand =
		drawn && drawn.simulation.varied.length > 0 ? drawn.simulation.permanentCrossover : null;
	const isRange = drawnBand?.p05RequestsPerMonth !== drawnBand?.p95RequestsPerMonth;
	const band = isRange ? drawnBand : null;
	const last = crossover.intervals.at(-1)?.winner;
	return {
		outcome: crossover.verdict,
		firstRequests: count(crossover.firstCrossover),
		permanentRequests: count(crossover.permanentCrossover),
		winnerAbove: last === 'buy' ? 'buy' : 'make',
		optionIds: compared && [compared.make.option.id, compared.buy.option.id],
		lowRequests: count(band?.p05RequestsPerMonth),
		highRequests: count(band?.p95RequestsPerMonth),
		reason: crossover.reason
	};
};

/** The verdict of a case at today's volume. `drawn` is null where nothing is uncertain or nothing is compared. */
export const caseVerdict = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	drawn: SimulationWithDraws | null
): Verdict => {
	const draws = drawsOf(costCase, evaluated, drawn);
	const reference = referenceOf(evaluated);
	const referenceId = reference?.option.id ?? null;
	const input: VerdictInput = {
		options: [
			...evaluated.options.map((each) => verdictOption(each, [], costCase, referenceId, draws)),
			...evaluated.excluded.map((each) =>
				verdictOption(each, each.reasons, costCase, referenceId, noDraws)
			),
			...costCase.unavailable.map(unavailableOption)
		],
		referenceId: referenceId ?? '',
		requestsPerMonth: String(evaluated.requestsPerMonth),
		statedHumanUsd: costCase.rework.humanUsd?.value ?? null,
		statedErrorUsd: costCase.rework.errorUsd?.value ?? null,
		levelPercent: intervalPercent,
		crossover: crossoverOf(evaluated, drawn),
		allowEmulated: costCase.allowEmulated
	};
	const isAccepted = verdictBasis(input) === 'accepted-answers';
	return verdictOf({
		...input,
		differences: differencesOf(isAccepted ? draws.totalUsd : draws.serviceUsd)
	});
};

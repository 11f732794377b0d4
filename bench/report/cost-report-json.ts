/** `bench cost --json`: all of the answer as data; amounts are exact decimal text. */
import type { EvaluatedOption } from '#bench/economics/case/evaluate-case.ts';
import { usdPerRightAnswer } from '#bench/economics/case/usd-per-right-answer.ts';
import { doubtfulAnswersOf, type ReportedCase } from './cost-report.ts';

/** The data behind `renderCostReport`. */
export const costReportJson = ({
	costCase,
	evaluated,
	verdict,
	simulation,
	bands,
	cashFlow,
	stress
}: ReportedCase) => {
	const optionJson = (evaluatedOption: EvaluatedOption) => {
		const { option, today, curve } = evaluatedOption;
		return {
			id: option.id,
			title: option.title,
			kind: option.kind,
			emulated: option.emulated,
			inconsistentUsage: doubtfulAnswersOf(option),
			usdPerMonth: today.totalUsdPerMonth,
			interval90UsdPerMonth: bands.get(option.id) ?? null,
			serviceUsdPerMonth: today.serviceUsdPerMonth,
			usdPerRequest: today.usdPerRequest,
			usdPerRightAnswer: usdPerRightAnswer(evaluatedOption, costCase),
			nodes: today.nodes,
			utilisation: today.utilisation,
			acceptShare: costCase.quality[option.id]?.acceptShare?.value ?? null,
			curve,
			lines: today.lines.map(({ id, label, usdEach, quantity, usdPerMonth, group }) => ({
				id,
				label,
				usdEach,
				quantity,
				usdPerMonth,
				group
			}))
		};
	};
	return {
		useCase: costCase.useCase,
		title: costCase.title,
		requestsPerMonth: evaluated.requestsPerMonth,
		verdict,
		options: evaluated.options.map(optionJson),
		excluded: evaluated.excluded.map((each) => ({
			...optionJson(each),
			reasons: each.reasons,
			exclusionUsdPerMonth: each.exclusionUsdPerMonth
		})),
		unavailable: costCase.unavailable,
		compared: evaluated.compared && {
			make: evaluated.compared.make.option.id,
			buy: evaluated.compared.buy.option.id
		},
		crossover: evaluated.crossover,
		cheapest: evaluated.cheapest,
		simulation,
		cashFlow,
		stress,
		notes: costCase.notes
	};
};

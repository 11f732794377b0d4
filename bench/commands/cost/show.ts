/** `bench cost USE-CASE`: make or buy, from what volume, how sure, and why. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { caseVerdict, todayBands } from '#bench/economics/verdict/case-verdict.ts';
import { overTimeOf } from '#bench/economics/case/over-time.ts';
import { stressTests, type StressSettings } from '#bench/economics/stress/stress.ts';
import { renderOptionExplanation } from '#bench/report/cost-explain.ts';
import { renderCostReport } from '#bench/report/cost-report.ts';
import { costReportJson } from '#bench/report/cost-report-json.ts';
import type { CommandContext } from '../context.ts';
import { drawCase } from '#bench/economics/uncertainty/draw-case.ts';
import { findSpec } from '#bench/cases/find-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';

export interface ShowOptions extends CaseCommandOptions {
	spec?: string;
	run?: string;
	explain?: true;
}

const vendorChangeOf = ({ vendorChange }: CostCase): StressSettings => {
	const { approvalUsd, leadTimeMonths } = vendorChange;
	return {
		...(approvalUsd === null ? {} : { approvalUsd }),
		...(leadTimeMonths === null ? {} : { leadTimeMonths })
	};
};

export const show = async (
	useCase: string | undefined,
	options: ShowOptions,
	context: CommandContext
): Promise<void> => {
	const { costCase, evaluated } = await evaluateCommand(
		findSpec(useCase, options),
		options,
		context
	);
	const drawn = drawCase(costCase, evaluated);
	const verdict = caseVerdict(costCase, evaluated, drawn);
	const reported = {
		costCase,
		evaluated,
		verdict,
		simulation: drawn?.simulation ?? null,
		bands: todayBands(costCase, drawn),
		cashFlow: overTimeOf(costCase, evaluated),
		stress: stressTests(costCase, evaluated, vendorChangeOf(costCase))
	};
	if (options.json) {
		context.print(JSON.stringify(costReportJson(reported), null, '\t'));
		return;
	}
	context.print(renderCostReport(reported, context.outputColumns));
	if (!options.explain) return;
	for (const { option } of [...evaluated.options, ...evaluated.excluded]) {
		context.print(
			`\n${renderOptionExplanation(option, evaluated.requestsPerMonth, context.outputColumns)}`
		);
	}
};

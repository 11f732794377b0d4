/** `bench cost USE-CASE`: make or buy, from what volume, how sure, and why. */
import { decide } from '#bench/economics/case/decide.ts';
import { overTimeOf } from '#bench/economics/case/over-time.ts';
import { renderOptionExplanation } from '#bench/report/cost-explain.ts';
import { renderCostReport } from '#bench/report/cost-report.ts';
import { costReportJson } from '#bench/report/cost-report-json.ts';
import type { CommandContext } from '../context.ts';
import { findSpec } from '#bench/cases/find-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';

export interface ShowOptions extends CaseCommandOptions {
	spec?: string;
	run?: string;
	explain?: true;
}

export const show = async (
	useCase: string | undefined,
	options: ShowOptions,
	context: CommandContext
): Promise<void> => {
	const { costCase } = await evaluateCommand(findSpec(useCase, options), options, context);
	const { evaluated, verdict, simulation, bands, overTime, stress } = decide(costCase, 'answer');
	const reported = {
		...{ costCase, evaluated, verdict, simulation, stress },
		bands: new Map(Object.entries(bands)),
		cashFlow: overTime ?? overTimeOf(costCase, evaluated)
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

/** `bench cost sensitivity`: what moves the decision, what must be true, and what to measure next. */
import { BenchError } from '#core/errors.ts';
import { dependenceOf } from '#bench/economics/case/decide.ts';
import {
	renderSensitivity,
	sensitivityJson,
	type ReportedSensitivity
} from '#bench/report/sensitivity-report.ts';
import type { CommandContext } from '../context.ts';
import { drawCase } from '#bench/economics/uncertainty/draw-case.ts';
import type { EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';
import { findSpec } from '#bench/cases/find-spec.ts';

export interface SensitivityOptions extends CaseCommandOptions {
	spec?: string;
	run?: string;
}

const analyse = ({ costCase, evaluated }: EvaluatedSpec): ReportedSensitivity => {
	const dependence = dependenceOf(costCase, evaluated, drawCase(costCase, evaluated));
	if (dependence) return { costCase, evaluated, ...dependence };
	throw new BenchError('E_CONFIG', 'there is no pair of options to compare', {
		hint: 'It needs an option that is made and one that is bought: bench cost shows what was left out and why.'
	});
};

export const sensitivity = async (
	useCase: string | undefined,
	options: SensitivityOptions,
	context: CommandContext
): Promise<void> => {
	const reported = analyse(await evaluateCommand(findSpec(useCase, options), options, context));
	context.print(
		options.json
			? JSON.stringify(sensitivityJson(reported), null, '\t')
			: renderSensitivity(reported, context.outputColumns)
	);
};

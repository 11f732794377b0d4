/** `bench cost diff A B`: what changed between two cost specs, or between two runs of a use case. */
import { existsSync } from 'node:fs';
import { BenchError, exitCodes } from '#core/errors.ts';
import { caseDifference, type ComparedCase } from '#bench/economics/case/case-difference.ts';
import { caseVerdict } from '#bench/economics/verdict/case-verdict.ts';
import { renderCaseDifference } from '#bench/report/cost-diff-report.ts';
import type { CommandContext } from '../context.ts';
import { drawCase } from '#bench/economics/uncertainty/draw-case.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';
import { findSpec } from '#bench/cases/find-spec.ts';

export interface DiffOptions extends CaseCommandOptions {
	useCase?: string;
	failOnVerdict?: true;
}

/** A file is a spec; anything else is a run of the use case. */
const compared = async (
	name: string,
	options: DiffOptions,
	context: CommandContext
): Promise<ComparedCase> => {
	const isFile = existsSync(name);
	if (!isFile && options.useCase === undefined) {
		throw new BenchError('E_USAGE', `there is no file ${name}`, {
			hint: 'Name two cost specs, or two runs together with --use-case ID.'
		});
	}
	const find = isFile
		? findSpec(undefined, { spec: name })
		: findSpec(options.useCase, { run: name });
	const { costCase, evaluated } = await evaluateCommand(find, options, context);
	const verdict = caseVerdict(costCase, evaluated, drawCase(costCase, evaluated));
	return { costCase, evaluated, verdict };
};

export const diff = async (
	before: string,
	after: string,
	options: DiffOptions,
	context: CommandContext
): Promise<void> => {
	const difference = caseDifference(
		await compared(before, options, context),
		await compared(after, options, context)
	);
	context.print(
		options.json
			? JSON.stringify(difference, null, '\t')
			: renderCaseDifference(difference, context.outputColumns)
	);
	if (options.failOnVerdict && difference.verdict.before !== difference.verdict.after) {
		context.setExitCode(exitCodes.thresholdFailed);
	}
};

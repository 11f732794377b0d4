/** `bench quote targets`: the price at which the decision turns, for every quote that a cost spec names. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { fullSpec } from '#bench/cases/find-spec.ts';
import { namedQuotes } from '#bench/cases/named-quotes.ts';
import { targetReport } from '#bench/economics/quotes/target-report.ts';
import type { NamedQuote } from '#bench/economics/quotes/targets-against.ts';
import { renderTargets } from '#bench/report/quote-targets.ts';
import type { CommandContext } from '../context.ts';
import { addCaseOptions } from '../cost/case-options.ts';
import { evaluateCommand, type CaseCommandOptions } from '../cost/evaluate-command.ts';

interface TargetOptions extends CaseCommandOptions {
	spec: string;
}

const targets = async (
	wanted: readonly string[],
	options: TargetOptions,
	context: CommandContext
): Promise<void> => {
	let quotes: NamedQuote[] = [];
	const found = await evaluateCommand(
		async (sources) => {
			const read = await fullSpec(options.spec);
			const asOf = options.at ?? new Date().toISOString().slice(0, 10);
			quotes = await namedQuotes(read.spec, wanted, sources, asOf);
			if (quotes.length > 0) return read;
			throw new BenchError(
				'E_USAGE',
				wanted.length === 0
					? `${options.spec} names no quote`
					: `${options.spec} does not use ${wanted.join(', ')}`,
				{ hint: 'Name a quote in the spec, such as node: { quote: ID } or price: { quote: ID }.' }
			);
		},
		options,
		context
	);
	const report = targetReport(found.costCase, found.evaluated, quotes);
	context.print(
		options.json ? JSON.stringify(report, null, '\t') : renderTargets(report, context.outputColumns)
	);
};

export const defineQuoteTargets = (command: Command, context: CommandContext): void => {
	addCaseOptions(
		command
			.command('targets')
			.description(
				'the price of each quoted line at which make or buy turns, and the clauses to ask for'
			)
	)
		.argument('[id...]', 'ids or numbers of quotes; all that the spec names where absent')
		.requiredOption('--spec <file>', 'cost spec whose options take prices from the quotes')
		.action((ids: string[], options: TargetOptions) => targets(ids, options, context));
};

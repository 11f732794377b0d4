/** `bench cost chargeback`: a month of one option as FOCUS rows, so that own nodes show up where bought services do. */
import { roundedText } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { focusRows } from '#bench/economics/bill/focus-rows.ts';
import { writeCsv } from '#bench/importers/csv-table.ts';
import { optionLabel } from '#bench/report/cost-report.ts';
import type { CommandContext } from '../context.ts';
import type { EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';
import { findSpec } from '#bench/cases/find-spec.ts';

export interface ChargebackOptions extends CaseCommandOptions {
	spec?: string;
	run?: string;
	option?: string;
	month: string;
	account: string;
}

const notFound = (
	id: string | undefined,
	{ costCase, evaluated }: Pick<EvaluatedSpec, 'costCase' | 'evaluated'>
): BenchError => {
	const known = evaluated.options.map(({ option }) => option.id).join(', ');
	const hint = `Options: ${known || 'none can be computed'}`;
	if (id === undefined) return new BenchError('E_USAGE', 'name an option with --option', { hint });
	const excluded = costCase.excluded.find(({ option }) => option.id === id);
	const unavailable = costCase.unavailable.find((each) => each.id === id);
	const message = excluded
		? `option "${id}" may not be used: ${excluded.reasons.join('; ')}`
		: unavailable
			? `option "${id}" cannot be computed: ${unavailable.reason}`
			: `there is no option "${id}"`;
	return new BenchError('E_USAGE', message, { hint });
};

export const chargeback = async (
	useCase: string | undefined,
	options: ChargebackOptions,
	context: CommandContext
): Promise<void> => {
	const { costCase, evaluated } = await evaluateCommand(
		findSpec(useCase, options),
		options,
		context
	);
	const chosen = options.option ?? evaluated.compared?.make.option.id;
	const found = evaluated.options.find(({ option }) => option.id === chosen);
	if (!found) throw notFound(chosen, { costCase, evaluated });
	const { header, rows } = focusRows(
		// What a wrong answer costs is no money that anybody bills.
		found.today.lines
			.filter(({ group }) => group === 'service')
			.map(({ label, usdPerMonth }) => ({
				label,
				// Micro-dollars: a cost tool wants numbers that it can read.
				usd: roundedText(usdPerMonth, 6),
				month: options.month,
				useCase: costCase.useCase
			})),
		{ provider: 'internal', service: optionLabel(found), billingAccount: options.account }
	);
	context.print(
		options.json
			? JSON.stringify(
					rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]]))),
					null,
					'\t'
				)
			: writeCsv(header, rows)
	);
};

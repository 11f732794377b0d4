/** `bench cost chargeback`: a month of one option as FOCUS rows, so that own nodes show up where bought services do. */
import { roundedText } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { focusRows } from '#bench/economics/bill/focus-rows.ts';
import { writeCsv } from '#bench/importers/csv-table.ts';
import type { CommandContext } from '../context.ts';
import { evaluateWith, type CaseOptions } from './evaluate-spec.ts';
import { findSpec } from './show.ts';

export interface ChargebackOptions extends CaseOptions {
	spec?: string;
	run?: string;
	option?: string;
	month: string;
	account: string;
}

export const chargeback = async (
	useCase: string | undefined,
	options: ChargebackOptions,
	context: CommandContext
): Promise<void> => {
	const { costCase, evaluated } = await evaluateWith(findSpec(useCase, options), options, context);
	const known = evaluated.options.map(({ option }) => option.id);
	const chosen = options.option ?? evaluated.compared?.make.option.id;
	const found = evaluated.options.find(({ option }) => option.id === chosen);
	if (!found) {
		throw new BenchError(
			'E_USAGE',
			chosen === undefined ? 'name an option with --option' : `there is no option "${chosen}"`,
			{ hint: `Options: ${known.join(', ') || 'none can be computed'}` }
		);
	}
	const { header, rows } = focusRows(
		found.today.lines.map(({ label, usdPerMonth }) => ({
			label,
			// Micro-dollars: a cost tool wants numbers that it can read.
			usd: roundedText(usdPerMonth, 6),
			month: options.month,
			useCase: costCase.useCase
		})),
		{ provider: 'internal', service: found.option.title, billingAccount: options.account }
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

/** `bench cost sensitivity`: what moves the decision, what must be true, and what to measure next. */
import { BenchError } from '#core/errors.ts';
import { breakEven } from '#bench/economics/break-even/break-even.ts';
import { sensitivityOf } from '#bench/economics/uncertainty/sensitivity.ts';
import { nextMeasurement } from '#bench/economics/uncertainty/next-measurement.ts';
import { savingsOf } from '#bench/economics/uncertainty/simulate.ts';
import { varianceShares } from '#bench/economics/uncertainty/variance-shares.ts';
import {
	renderSensitivity,
	sensitivityJson,
	type ReportedSensitivity
} from '#bench/report/sensitivity-report.ts';
import type { CommandContext } from '../context.ts';
import { drawCase, uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import type { EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from './evaluate-command.ts';
import { findSpec } from '#bench/cases/find-spec.ts';

export interface SensitivityOptions extends CaseCommandOptions {
	spec?: string;
	run?: string;
}

/** Numbers of which it is told at which value the decision turns: those that move it most. */
const solvedParameters = 10;

const analyse = ({ costCase, evaluated }: EvaluatedSpec): ReportedSensitivity => {
	const uncertain = uncertainCase(costCase, evaluated);
	const drawn = drawCase(costCase, evaluated);
	const { compared } = evaluated;
	if (!uncertain || !drawn || !compared) {
		throw new BenchError('E_CONFIG', 'there is no pair of options to compare', {
			hint: 'It needs an option that is made and one that is bought: bench cost shows what was left out and why.'
		});
	}
	const sensitivity = sensitivityOf(uncertain);
	const ofCosts = sensitivity.swings.filter(
		({ role }) => !['volume', 'growth', 'drift', 'discount'].includes(role)
	);
	return {
		costCase,
		evaluated,
		sensitivity,
		varianceShares: varianceShares(drawn.samples, savingsOf(uncertain, drawn.outcomes)),
		breakEvens: ofCosts.slice(0, solvedParameters).map(({ parameter }) => ({
			parameter,
			breakEven: breakEven({
				option: compared.make.option,
				rival: compared.buy.option,
				parameterId: parameter.id,
				requestsPerMonth: evaluated.requestsPerMonth
			})
		})),
		next: nextMeasurement(uncertain, drawn, {
			seed: costCase.seed,
			swings: sensitivity.swings
		})
	};
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

/** `bench cost crossover`: where make and buy change places, from a file alone. */
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';
import { findCrossovers, type CrossoverResult } from '#bench/economics/crossover/crossover.ts';
import { plainCurves } from '#bench/economics/crossover/plain-spec.ts';
import { renderCrossover } from '#bench/report/crossover-report.ts';
import { BenchError } from '#core/errors.ts';
import type { CommandContext } from '../context.ts';
import { evaluateSpec, type CaseCommandOptions } from './evaluate-command.ts';

export interface CrossoverOptions extends CaseCommandOptions {
	spec: string;
}

interface Found {
	result: CrossoverResult;
	names: { make: string; buy: string };
}

const find = async (options: CrossoverOptions, context: CommandContext): Promise<Found> => {
	const loaded = await loadCostSpec(options.spec);
	if (loaded.form === 'plain') {
		if (options.volume !== undefined) {
			throw new BenchError('E_USAGE', `${options.spec} is a plain cost spec: it has no volume`, {
				hint: 'It is compared at every volume up to "maxRequestsPerMonth"; leave --volume out.'
			});
		}
		const { make, buy } = plainCurves(loaded.spec);
		const { maxRequestsPerMonth } = loaded.spec;
		return {
			result: findCrossovers(make, buy, { maxRequestsPerMonth }),
			names: { make: 'make', buy: 'buy' }
		};
	}
	const { evaluated } = await evaluateSpec(loaded.spec, options.spec, options, context);
	const { compared, crossover } = evaluated;
	if (!compared || !crossover) {
		throw new BenchError(
			'E_CONFIG',
			`${options.spec} has no ${compared ? 'crossover' : 'pair to compare'}: it needs an option that is made and one that is bought`,
			{ hint: 'Constraints may have left one out: bench cost --spec FILE shows which.' }
		);
	}
	return {
		result: crossover,
		names: { make: compared.make.option.id, buy: compared.buy.option.id }
	};
};

export const crossover = async (
	options: CrossoverOptions,
	context: CommandContext
): Promise<void> => {
	const { result, names } = await find(options, context);
	context.print(
		options.json
			? JSON.stringify({ ...result, ...names }, null, '\t')
			: renderCrossover(result, names, context.outputColumns)
	);
};

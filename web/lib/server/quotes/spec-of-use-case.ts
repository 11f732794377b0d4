/** The cost spec of a use case, which is what a quote can stand in. */
import { BenchError } from '#core/errors.ts';
import type { CaseOptions } from '#bench/cases/evaluate-spec.ts';
import type { Site } from '../site.ts';

export interface SpecOfUseCase {
	file: string;
	title: string;
	options: CaseOptions;
}

/** Throws `E_NOT_FOUND` for an unknown use case, and `E_USAGE` for one that has no cost spec. */
export const specOfUseCase = async (
	{ useCases, settings }: Site,
	id: string
): Promise<SpecOfUseCase> => {
	const { useCases: known } = await useCases.list();
	const found = known.find((each) => each.id === id);
	if (!found) {
		throw new BenchError('E_NOT_FOUND', `there is no use case "${id}"`, {
			hint: `There are: ${known.map((each) => each.id).join(', ') || 'none yet'}.`
		});
	}
	if (found.specFile === null) {
		throw new BenchError('E_USAGE', `the use case "${id}" has no cost spec`, {
			hint: 'Its case is made from a run, which takes no price from a quote. Write a spec and start the site with it: bench serve --spec FILE.'
		});
	}
	return {
		file: found.specFile,
		title: found.title,
		options: {
			...(settings.prices.length > 0 ? { prices: [...settings.prices] } : {}),
			...(settings.includeEmulated ? { includeEmulated: true as const } : {})
		}
	};
};

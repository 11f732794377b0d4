/**
 * What happens after an answer, as cost lines per request: checking it, a person where it was not accepted, errors that were
 * not noticed. Added to the lines of every option that is compared by the cost of accepted answers.
 */
import type { CostLine, DriftName, Factor } from '../option/cost-line.ts';
import { times } from '../option/factors.ts';
import type { Parameter } from '../option/parameter.ts';

/** Null for what nobody knows: its line is left out. */
export interface ReworkTerms {
	/** USD to check one answer. */
	checkUsd: Parameter | null;
	/** USD for a person to do what the model did not. */
	humanUsd: Parameter | null;
	/** Share of answers that are accepted, each request being asked once. */
	acceptShare: Parameter;
	/** USD of damage of a wrong answer that was accepted. */
	errorUsd: Parameter | null;
	/** Wrong answers that nobody notices / wrong answers: these do no longer reach a person, and a worse model has more of them. */
	unnoticedShare: Parameter | null;
}

const line = (
	id: string,
	label: string,
	factors: readonly Factor[],
	drift: DriftName | null
): CostLine => ({ id, label, per: 'request', factors, drift, group: 'rework' });

const complement = (parameter: Parameter): Factor => ({ kind: 'complement', parameter });

/**
 * The lines for what is known, with a the accept share and u the share that goes unnoticed:
 * check + (1 − a)(1 − u) · person + (1 − a) u · harm.
 */
export const reworkLines = ({
	checkUsd,
	humanUsd,
	acceptShare,
	errorUsd,
	unnoticedShare
}: ReworkTerms): CostLine[] => {
	const wrong = complement(acceptShare);
	const noticed = unnoticedShare ? [complement(unnoticedShare)] : [];
	return [
		...(checkUsd ? [line('rework-check', 'checking an answer', [times(checkUsd)], null)] : []),
		...(humanUsd
			? [
					line(
						'rework-human',
						'a person where no answer was accepted',
						[wrong, ...noticed, times(humanUsd)],
						'salary'
					)
				]
			: []),
		...(errorUsd && unnoticedShare
			? [
					line(
						'rework-errors',
						'errors that were not noticed',
						[wrong, times(unnoticedShare), times(errorUsd)],
						null
					)
				]
			: [])
	];
};

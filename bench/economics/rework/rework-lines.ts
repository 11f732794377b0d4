/**
 * What happens after an answer, as cost lines per request: checking it, a person where it was not accepted, errors that were
 * not noticed. Added to the lines of every option that is compared by the cost of accepted answers.
 */
import type { CostLine, DriftName, Factor } from '../option/cost-line.ts';
import type { Parameter } from '../option/parameter.ts';

export interface ReworkTerms {
	/** USD to check one answer; null where nothing is known of it. */
	checkUsd: Parameter | null;
	/** USD for a person to do what the model did not; null where unknown. */
	humanUsd: Parameter | null;
	/** Share of answers that are accepted, without retries; or the shares still wrong after each try, from `stillWrongShares`. */
	wrong:
		| { kind: 'accept-share'; acceptShare: Parameter }
		/** One parameter per try: after the first, …, after the last. */
		| { kind: 'retried'; stillWrongShares: readonly Parameter[] };
	/** USD of damage of a wrong answer that was accepted; null where unknown. */
	errorUsd: Parameter | null;
	/** How often nobody notices that an answer was wrong; null where unknown. */
	unnoticed: UnnoticedErrors | null;
}

export type UnnoticedErrors =
	/** Requests that end with an accepted wrong answer / all requests; the same for every option. */
	| { of: 'requests'; share: Parameter }
	/** Wrong answers that nobody notices / wrong answers: these do no longer reach a person, and a worse model has more of them. */
	| { of: 'wrong-answers'; share: Parameter };

const line = (
	id: string,
	label: string,
	factors: readonly Factor[],
	drift: DriftName | null
): CostLine => ({ id, label, per: 'request', factors, drift, group: 'rework' });

const times = (parameter: Parameter): Factor => ({ kind: 'parameter', parameter });

/**
 * The lines for what is known. The price of a retry itself is not here: retries are
 * further requests to the model, so that they also take capacity (`triesPerRequest` × the volume).
 */
export const reworkLines = ({
	checkUsd,
	humanUsd,
	wrong,
	errorUsd,
	unnoticed
}: ReworkTerms): CostLine[] => {
	const lines: CostLine[] = [];
	const retried = wrong.kind === 'retried' ? wrong.stillWrongShares : [];
	if (checkUsd) {
		lines.push(line('rework-check', 'checking an answer', [times(checkUsd)], null));
		for (const [index, share] of retried.slice(0, -1).entries()) {
			const id = `rework-check-retry-${String(index + 1)}`;
			lines.push(line(id, 'checking a further try', [times(share), times(checkUsd)], null));
		}
	}
	const last = retried.at(-1);
	const unanswered: Factor | null =
		wrong.kind === 'accept-share'
			? { kind: 'complement', parameter: wrong.acceptShare }
			: last
				? times(last)
				: null;
	const isOfWrong = unnoticed?.of === 'wrong-answers';
	if (humanUsd && unanswered) {
		const noticed: Factor[] = isOfWrong ? [{ kind: 'complement', parameter: unnoticed.share }] : [];
		const factors = [unanswered, ...noticed, times(humanUsd)];
		lines.push(line('rework-human', 'a person where no answer was accepted', factors, 'salary'));
	}
	if (errorUsd && unnoticed && (!isOfWrong || unanswered)) {
		const wrong = isOfWrong && unanswered ? [unanswered] : [];
		const factors = [...wrong, times(unnoticed.share), times(errorUsd)];
		lines.push(line('rework-errors', 'errors that were not noticed', factors, null));
	}
	return lines;
};

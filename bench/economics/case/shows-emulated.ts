/** Whether what is shown of a case rests on an endpoint without a model. */
import type { CostCase } from './cost-case.ts';
import type { EvaluatedCase } from './evaluate-case.ts';

/**
 * True where a figure or a sentence of an endpoint without a model is part of what is shown: of an option, or of one that could
 * not be computed although such endpoints count. Where they are left out, only their names stand there, each with its mark.
 */
export const showsEmulated = (
	{ allowEmulated, unavailable }: Pick<CostCase, 'allowEmulated' | 'unavailable'>,
	{ evaluated, verdict }: { evaluated: EvaluatedCase; verdict: { emulated: boolean } }
): boolean =>
	verdict.emulated ||
	[...evaluated.options, ...evaluated.excluded].some(({ option }) => option.emulated) ||
	(allowEmulated && unavailable.some(({ emulated }) => emulated));

/** What a verdict wants to be measured, without what stands beside an option that was left out: nothing is said twice. */
import type { UnavailableOption } from '#bench/economics/case/cost-case.ts';

export const besideRemedies = (
	toMeasure: readonly string[],
	unavailable: readonly Pick<UnavailableOption, 'remedy'>[]
): string[] =>
	toMeasure.filter((sentence) => !unavailable.some(({ remedy }) => sentence.endsWith(remedy)));

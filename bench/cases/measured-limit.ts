/** What the headers of a measured endpoint allowed the key that it was measured with. */
import type { OptionSpec } from '#core/cost-spec.ts';
import type { MeasuredLimit } from '#bench/economics/case/constraints.ts';
import { statedCeiling } from '#bench/economics/capacity/stated-ceiling.ts';
import { referencedCell, type ResolveContext } from './case-sources.ts';

/** Of the newest stage that tells one. Null where the option stands on no run, or its endpoint said nothing that is for a minute. */
export const measuredLimitOf = async (
	option: OptionSpec,
	context: ResolveContext
): Promise<MeasuredLimit | null> => {
	if ((option.kind !== 'buy' && option.kind !== 'hosted') || !option.run) return null;
	const { cell, run } = await referencedCell(context, option.run);
	for (const { summary } of cell.stages.toReversed()) {
		const ceiling = summary && statedCeiling(summary);
		if (ceiling) return { ...ceiling, runId: run.id };
	}
	return null;
};

/** What the tuning of an option's model has cost: typed, else as the target that measured it says. */
import type { OptionSpec } from '#core/cost-spec.ts';
import { isTunedOnScenario, tunedOnItsItems, tuningInWords } from '#core/tuned-from.ts';
import { tuningLabel } from '#bench/economics/build/other-lines.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { referencedCell, runEvidence, type ResolveContext } from './case-sources.ts';
import { measuredBy } from './resolve-quality.ts';
import { ready, type Resolved } from './resolved.ts';

/** Null where the measured target names no tuning and the option asks for none. */
export const resolveTuning = async (
	option: Extract<OptionSpec, { tuning?: unknown }>,
	context: ResolveContext
): Promise<Resolved<Parameter | null>> => {
	const { tuning } = option;
	const reference = measuredBy(option);
	const found = reference && (await referencedCell(context, reference));
	const tunedFrom = found?.cell.cell.target.tunedFrom;
	const seen =
		found && isTunedOnScenario(tunedFrom, found.cell.cell.scenarioHash)
			? [tunedOnItsItems(option.id, found.cell.cell.scenarioId)]
			: [];
	if (tuning?.usd) return ready(null, seen);
	if (!found || !tunedFrom) {
		return tuning === undefined
			? ready(null)
			: {
					state: 'unavailable',
					reason: 'nobody says what its tuning costs',
					remedy: 'Give "tuning.usd", or name "tunedFrom" in the target that was measured.'
				};
	}
	const { run, cell } = found;
	const again = tuning?.everyMonths
		? `again every ${tuning.everyMonths.value} months`
		: 'again after a number of months that is assumed';
	return ready(
		fixedParameter(tunedFrom.costUsd, {
			id: `${option.id}.tuning.usd`,
			label: tuningLabel,
			unit: 'USD',
			basis: 'user',
			source: `${tunedFrom.costSource}; target ${cell.cell.target.id} of run ${run.id}, ${tuningInWords(tunedFrom)}`,
			asOf: tunedFrom.trainedOn,
			evidence: runEvidence(run, cell)
		}),
		[
			...seen,
			`${option.id}: its model was ${tuningInWords(tunedFrom)}; that is counted, and ${again} ("tuning" in the spec says otherwise)`
		]
	);
};

/** What the stages of mixes were measured beside, in words. */
import { besideInMix, notOfOneScenario, whyMixHasNoCapacity } from '#core/mix-share.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { StageLoad } from '#core/stage-load.ts';

/** A line for each stage of a mix, and what is true of all of them; nothing where there is none. `what` names scenario and target. */
export const mixLines = (stages: readonly { what: string; load: StageLoad }[]): string[] => {
	const lines = stages.flatMap(({ what, load }) =>
		load.kind === 'mix' ? [`  ${what}, ${renderLoadShape(load)}: beside ${besideInMix(load)}`] : []
	);
	return lines.length === 0
		? []
		: [...lines, `  no capacity comes from them: ${whyMixHasNoCapacity}`, `  ${notOfOneScenario}`];
};

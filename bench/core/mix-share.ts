/** Which part of a mix belongs to which of its scenarios. */
import type { MixLoad } from './stage-load.ts';

/** The share of each scenario, 0 to 1, in their order: weight / sum of weights. */
export const sharesOfMix = ({ scenarios }: Pick<MixLoad, 'scenarios'>): number[] => {
	const sum = scenarios.reduce((total, { weight }) => total + weight, 0);
	return scenarios.map(({ weight }) => weight / sum);
};

/** The share of the scenario that a stage asks, 0 to 1. */
export const shareOfStage = (load: Pick<MixLoad, 'scenarios' | 'place'>): number =>
	sharesOfMix(load)[load.place] ?? 0;

/** `30 %`, `0.05 %`: three digits are enough. */
export const renderMixShare = (share: number): string =>
	`${String(Number((100 * share).toPrecision(3)))} %`;

/** `ticket-routing (25 %) and rag-answers (45 %)`: what loads the target beside the stage. */
export const besideInMix = (load: Pick<MixLoad, 'scenarios' | 'place'>): string => {
	const shares = sharesOfMix(load);
	const others = load.scenarios.flatMap(({ scenario }, place) =>
		place === load.place ? [] : [`${scenario} (${renderMixShare(shares[place] ?? 0)})`]
	);
	const last = others.at(-1) ?? '';
	return others.length < 2 ? last : `${others.slice(0, -1).join(', ')} and ${last}`;
};

/** Why no capacity comes from a stage of a mix; the end of a sentence. */
export const whyMixHasNoCapacity =
	'other scenarios loaded the endpoint at the same time, so that its rate is not what loaded the endpoint';

/** What is told of no stage of a mix, and why; a sentence without a full stop. */
export const notOfOneScenario =
	'energy, what the engine says of itself and the price by the hour are those of all scenarios of a mix together, and are told of none of its stages';

/** What a reader of the figures of a stage of a mix must know, sentences without a full stop. */
export const mixInWords = (load: Pick<MixLoad, 'scenarios' | 'place'>): string[] => [
	`at the same time the endpoint was asked for ${besideInMix(load)}`,
	`no capacity comes from this stage: ${whyMixHasNoCapacity}`,
	notOfOneScenario,
	'what the measuring machine did beside the requests, it did for all of them'
];

/** What a target cannot do, known before anything is sent. */
import { whyNoBatch } from '#core/batch-refusal.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { targetProtocol, type Target } from '#core/target.ts';
import { answererName, capabilitiesOf } from '#bench/protocols/target-capabilities.ts';

/** Why a scenario cannot be measured on a target, as the end of a sentence; null if it can. */
export const whyUnmeasurable = (
	{ scenario, items }: Pick<LoadedScenario, 'scenario' | 'items'>,
	target: Target
): string | null => {
	const can = capabilitiesOf(target);
	const name = answererName(target);
	const wanted = scenario.image ? 'images' : scenario.embedding ? 'embeddings' : 'text';
	if (wanted !== can.answers) {
		return can.answers === 'text'
			? `its answers are ${wanted}, and ${targetProtocol(target)} answers with text; openai-${wanted} makes them`
			: `its answers are ${wanted}, and ${name} makes ${can.answers} only`;
	}
	if (scenario.conversation && !can.tools) {
		return `it needs a model that calls tools, and ${name} offers it none`;
	}
	if (items.some(({ turns }) => turns !== undefined) && !can.conversations) {
		return `its users say more than once, and ${name} takes one message only`;
	}
	if (items.some(({ images }) => images !== undefined) && !can.images) {
		const only = target.kind === 'embedded' ? 'reads text only' : 'takes text only here';
		return `its items show images, and ${name} ${only}`;
	}
	const { thinkingBudgetTokens: budgetTokens = 0 } = target.parameters;
	return budgetTokens >= scenario.maxOutputTokens
		? `a budget of ${String(budgetTokens)} tokens for thinking leaves nothing of its output limit of ${String(scenario.maxOutputTokens)} tokens`
		: null;
};

/** A sentence where a batch is asked for that cannot be. */
export const impossibleBatches = (
	scenarioId: string,
	{ target, loads, converses }: { target: Target; loads: readonly LoadShape[]; converses: boolean }
): string[] => {
	const reason = loads.some(({ kind }) => kind === 'batch')
		? whyNoBatch({ target, converses })
		: null;
	return reason === null
		? []
		: [`${scenarioId} cannot be measured on target "${target.id}" in batch mode: ${reason}`];
};

/** A sentence where a target is billed by the image, but not for the size that the scenario asks for. */
export const unpricedImages = (
	{ scenario }: Pick<LoadedScenario, 'scenario'>,
	target: Target
): string[] => {
	const price = 'price' in target ? target.price : undefined;
	if (price?.kind !== 'per-image' || !scenario.image) return [];
	const { size } = scenario.image;
	return Object.hasOwn(price.usdPerImage, size)
		? []
		: [`target "${target.id}" has no price for an image of ${size}, which ${scenario.id} asks for`];
};

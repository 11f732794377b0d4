/** What is asked of a target about each item of a scenario, and how its answer is graded. */
import type { ScenarioReference } from '#core/config.ts';
import type { ConversationSpec } from '#core/conversation.ts';
import { BenchError } from '#core/errors.ts';
import { finalStateReferenceSchema } from '#core/grader-spec/final-state.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';
import {
	fillPrompt,
	imagesOf,
	userMessagesOf,
	type LoadedScenario,
	type ScenarioItem
} from '#core/scenario.ts';
import type { Target } from '#core/target.ts';
import { drawThinkMs } from '#core/think-time.ts';
import { checkedReference } from '#bench/graders/checked-reference.ts';
import { compileTools, Conversation } from '#bench/graders/conversation.ts';
import type { GradingTools } from '#bench/graders/grading-tools.ts';
import { createGrader } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import type { ChatImage, ImageDetail } from '#bench/protocols/protocol.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { responseFormatOf, targetOptions } from './call-options.ts';
import { toolDialogue, userDialogue, type Dialogue, type FurtherMessage } from './dialogue.ts';
import type { PlannedConversation, PlannedItem } from './plan.ts';

const chatImagesOf = (
	loaded: LoadedScenario,
	item: ScenarioItem,
	detail: ImageDetail | null
): ChatImage[] =>
	imagesOf(loaded, item).map((image) => ({
		mediaType: image.mediaType,
		base64: image.base64,
		widthPx: image.widthPx,
		heightPx: image.heightPx,
		detail
	}));

/** How the conversations of a scenario begin; null where an item is one request. Throws E_CONFIG for tools that cannot be used. */
const conversationOf = (
	{ scenario: { conversation: spec }, world }: LoadedScenario,
	tools: GradingTools
): { spec: ConversationSpec; begin: (given: JsonValue) => Conversation } | null => {
	if (!spec || world === null) return null;
	const validators = compileTools(spec);
	const runSandboxed: GradingTools['runSandboxed'] = (task, deadlineMs) =>
		tools.runSandboxed(task, deadlineMs);
	return {
		spec,
		begin: (given) => new Conversation({ spec, world, given, runSandboxed }, validators)
	};
};

/** What a conversation of a scenario may take at the most, and takes as a rule; null where an item is one request. */
export const plannedConversationOf = ({
	scenario: { conversation },
	items
}: LoadedScenario): PlannedConversation | null => {
	if (!conversation) {
		const messages = items.map(({ turns = [] }) => 1 + turns.length);
		const maxTurns = Math.max(...messages);
		return maxTurns === 1
			? null
			: {
					maxTurns,
					maxResultBytes: 0,
					expectedTurns: messages.reduce((sum, count) => sum + count, 0) / items.length
				};
	}
	const turns = items.reduce((sum, { reference }) => {
		const { solution } = checkedReference(finalStateReferenceSchema, reference);
		return sum + solution.turns.length + 1;
	}, 0);
	const { maxTurns, maxResultBytes } = conversation;
	return { maxTurns, maxResultBytes, expectedTurns: turns / items.length };
};

/**
 * What a user says after the first answer, with the time to think before each message. The times depend on seed, scenario and item alone,
 * so that every target meets the same users.
 */
const furtherMessagesOf = (
	{ scenario, items }: LoadedScenario,
	item: ScenarioItem,
	seed: number
): FurtherMessage[] | null => {
	if (!items.some(({ turns }) => turns)) return null;
	const random = createRandom(seed, `thoughts in ${scenario.id}/${item.id}`);
	return userMessagesOf(scenario, item)
		.slice(1)
		.map((content) => ({ content, thinkMs: drawThinkMs(scenario.thinkTimeS ?? 0, random) }));
};

/** What the items of a scenario ask of a target, in the order of the run. Throws E_CONFIG for a quick subset that there is not, and for tools that cannot be used. */
export const plannedItems = (
	loaded: LoadedScenario,
	target: Target,
	{ items: limit, subset }: ScenarioReference,
	{ seed, tools }: { seed: number; tools: GradingTools }
): PlannedItem[] => {
	const { scenario, items } = loaded;
	const { quick } = scenario;
	if (subset === 'quick' && !quick) {
		throw new BenchError('E_CONFIG', `${scenario.id} has no quick subset`, {
			hint: 'Leave "subset" out, or name some of its items under "quick" in its scenario.yaml.'
		});
	}
	const asked = subset === 'quick' ? items.filter(({ id }) => quick?.includes(id)) : items;
	const grader = createGrader(scenario.grader, tools);
	const awaitsJudging = isJudged(scenario.grader);
	const conversation = conversationOf(loaded, tools);
	const { imageDetail, imageQuality } = target.parameters;
	const stream = target.parameters.stream && capabilitiesOf(target).streams;
	const responseFormat = responseFormatOf(target, scenario);
	// The order depends on seed and scenario alone, so that every target is asked the same questions in the same order.
	return shuffle(createRandom(seed, `items of ${scenario.id}`), asked)
		.slice(0, limit)
		.map((item) => {
			const further = furtherMessagesOf(loaded, item, seed);
			const converse = conversation
				? (): Dialogue => toolDialogue(conversation.begin(item.world ?? {}))
				: further && ((): Dialogue => userDialogue(further));
			return {
				itemId: item.id,
				call: {
					system: scenario.prompt.system === '' ? null : scenario.prompt.system,
					messages: [
						{
							role: 'user',
							content: fillPrompt(scenario.prompt.user, item.input),
							...(item.images && { images: chatImagesOf(loaded, item, imageDetail ?? null) })
						}
					],
					maxOutputTokens: scenario.maxOutputTokens,
					stream,
					...(scenario.image && {
						image: { ...scenario.image, quality: imageQuality ?? null }
					}),
					...(scenario.embedding && { embedding: scenario.embedding }),
					...(conversation && { tools: conversation.spec.tools }),
					...(responseFormat && { responseFormat }),
					...targetOptions(target)
				},
				grade:
					awaitsJudging || isUngraded(scenario.grader)
						? null
						: (text) => grader.grade(text, item.reference),
				...(converse && { converse }),
				...(further && { furtherMessages: further.map(({ content }) => content) })
			};
		});
};

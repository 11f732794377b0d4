/** The few requests of a probe, and what is left out before anything is sent. Put in no provider's words: the protocol of the target words them. */
import type { Target } from '#core/target.ts';
import type { Capabilities } from '#bench/protocols/capabilities.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { answererName } from '#bench/protocols/target-capabilities.ts';
import { targetOptions } from '../run/call-options.ts';
import {
	citySchema,
	longPrompt,
	stopText,
	texts,
	unknownModel,
	weatherTool,
	wrongKey
} from './prompts.ts';

export type QuestionId =
	| 'tiny-1'
	| 'tiny-2'
	| 'tiny-3'
	| 'stream'
	| 'whole'
	| 'unknown-model'
	| 'wrong-key'
	| 'limit'
	| 'stop'
	| 'tool'
	| 'forced-tool'
	| 'json'
	| 'repeat-1'
	| 'repeat-2'
	| 'long-1'
	| 'long-2'
	| 'context';

export interface Question {
	id: QuestionId;
	call: ChatCall;
	/** That of the target, but where the question is what a wrong one leads to. */
	endpoint: Endpoint;
	/** Whether it must not go over the connection of the last one. */
	onNew: boolean;
}

/** Questions that are asked together or not at all. */
export interface Part {
	/** Without them a probe says nothing. */
	isNeeded: boolean;
	questions: Question[];
}

export interface Questions {
	/** The most telling ones first. */
	parts: Part[];
	/** Why a question is not asked, the end of a sentence. */
	notAsked: Map<QuestionId, string>;
}

/** Output limits, tokens; a budget of thinking comes on top. */
const limits = { tiny: 16, count: 64, letters: 40, tool: 64, json: 48, one: 1 } as const;

/** Words of a prompt that is longer than any context: two million tokens are the longest that is sold. */
const contextWords = 2_100_000;
/** How often a context that is known is filled. */
const contextTimes = 4;

export interface QuestionContext {
	target: Target;
	endpoint: Endpoint;
	can: Capabilities;
	/** Whether requests are signed, so that there is no key that could be a wrong one. */
	isSigned: boolean;
	/** Letters and digits that no other probe has. */
	salt: string;
	/** Why no prompt is sent that is longer than any context, the end of a sentence; null where one is. */
	whyNoContext: string | null;
}

const noText = 'its answers are no text';

/** The call that all questions begin with: what the target asks of every request, as a run sends it. */
const createCall = ({ target }: QuestionContext) => {
	const { thinkingBudgetTokens = 0 } = target.parameters;
	return (user: string, maxOutputTokens: number, changes: Partial<ChatCall> = {}): ChatCall => ({
		system: null,
		messages: [{ role: 'user', content: user }],
		maxOutputTokens: maxOutputTokens + thinkingBudgetTokens,
		stream: false,
		...targetOptions(target),
		...changes
	});
};

/** An image of a size that has a price, or of the most usual one. */
const imageOf = ({ target }: QuestionContext): NonNullable<ChatCall['image']> => {
	const price = 'price' in target ? target.price : undefined;
	const sizes = price?.kind === 'per-image' ? Object.keys(price.usdPerImage) : [];
	const { imageQuality } = target.parameters;
	return { size: sizes[0] ?? '1024x1024', n: 1, quality: imageQuality ?? null };
};

const wrongKeyEndpoint = ({ endpoint, isSigned }: QuestionContext): Endpoint | string => {
	if (isSigned) return 'requests are signed, so that there is no key to get wrong';
	if (endpoint.credentials?.kind === 'bearer') {
		return { ...endpoint, credentials: { kind: 'bearer', token: wrongKey } };
	}
	return endpoint.apiKey === null
		? 'no key is configured, so none is sent'
		: { ...endpoint, apiKey: wrongKey };
};

const contextWordsOf = ({ target }: QuestionContext): number =>
	target.kind === 'embedded' ? target.contextTokens * contextTimes : contextWords;

/** All that a probe of this target can ask. */
export const questionsOf = (context: QuestionContext): Questions => {
	const { target, endpoint, can, salt } = context;
	const name = answererName(target);
	const callOf = createCall(context);
	const notAsked = new Map<QuestionId, string>();
	const parts: Part[] = [];
	const question = (
		id: QuestionId,
		call: ChatCall,
		changes: Partial<Pick<Question, 'endpoint' | 'onNew'>> = {}
	): Question => ({ id, call, endpoint, onNew: false, ...changes });
	const ask = (why: string | null, make: () => Question[], ids: readonly QuestionId[]): void => {
		if (why === null) parts.push({ isNeeded: false, questions: make() });
		else for (const id of ids) notAsked.set(id, why);
	};

	if (can.answers !== 'text') {
		const call = callOf(
			texts.tiny,
			limits.tiny,
			can.answers === 'images' ? { image: imageOf(context) } : { embedding: {} }
		);
		parts.push({ isNeeded: true, questions: [question('whole', call)] });
		for (const id of ['tiny-1', 'tiny-2', 'tiny-3', 'stream'] as const) notAsked.set(id, noText);
	} else {
		// Streamed, as the first byte of a whole answer comes only with its last token.
		const tiny = callOf(texts.tiny, limits.tiny, { stream: can.streams });
		const count = callOf(texts.count, limits.count);
		parts.push({
			isNeeded: true,
			questions: [
				question('tiny-1', tiny),
				question('tiny-2', tiny),
				question('tiny-3', tiny, { onNew: true }),
				...(can.streams ? [question('stream', { ...count, stream: true })] : []),
				question('whole', count)
			]
		});
		if (!can.streams) notAsked.set('stream', `${name} does not stream`);
	}

	const plain = callOf(texts.tiny, limits.tiny);
	ask(
		can.namesModel ? null : `requests of ${name} name no model`,
		() => [question('unknown-model', plain, { endpoint: { ...endpoint, model: unknownModel } })],
		['unknown-model']
	);
	const wrong = wrongKeyEndpoint(context);
	if (typeof wrong === 'string') notAsked.set('wrong-key', wrong);
	else ask(null, () => [question('wrong-key', plain, { endpoint: wrong })], ['wrong-key']);

	const unlessText = (why: string | null): string | null => (can.answers === 'text' ? why : noText);
	const takesNo = (isKnown: boolean, what: string): string | null =>
		unlessText(isKnown ? null : `${name} takes no ${what}`);
	const { thinkingBudgetTokens } = target.parameters;
	ask(
		unlessText(
			thinkingBudgetTokens === undefined
				? null
				: 'the budget for thinking of the target needs more than one token'
		),
		() => [question('limit', callOf(texts.count, limits.one))],
		['limit']
	);
	ask(
		takesNo(can.stop, 'stop texts'),
		() => [question('stop', callOf(texts.letters, limits.letters, { stop: [stopText] }))],
		['stop']
	);
	ask(
		takesNo(can.tools, 'tools'),
		() => [
			question(
				'tool',
				callOf(texts.weather, limits.tool, { tools: [weatherTool], toolChoice: 'auto' })
			)
		],
		['tool']
	);
	ask(
		takesNo(can.tools && can.forcedTool, 'tool that must be called'),
		() => [
			question(
				'forced-tool',
				callOf(texts.greeting, limits.tool, {
					tools: [weatherTool],
					toolChoice: { tool: weatherTool.name }
				})
			)
		],
		['forced-tool']
	);
	ask(
		takesNo(can.jsonSchema, 'JSON schema'),
		() => [
			question(
				'json',
				callOf(texts.city, limits.json, {
					responseFormat: { name: 'city', schema: { ...citySchema }, strict: true }
				})
			)
		],
		['json']
	);
	ask(
		unlessText(
			target.parameters.promptCache === 'defeat'
				? 'the target keeps prompts out of caches (promptCache: defeat)'
				: null
		),
		() => {
			const call = callOf(texts.tiny, limits.tiny, { system: longPrompt(salt) });
			return [question('long-1', call), question('long-2', call)];
		},
		['long-1', 'long-2']
	);
	const fixesTemperature =
		thinkingBudgetTokens !== undefined && can.thinkingBudget?.fixesTemperature === true;
	ask(
		takesNo(can.temperature && !fixesTemperature, 'temperature'),
		() => {
			const call = callOf(texts.count, limits.count, {
				temperature: 0,
				seed: can.seed ? (target.parameters.seed ?? 1) : null
			});
			return [question('repeat-1', call), question('repeat-2', call)];
		},
		['repeat-1', 'repeat-2']
	);
	ask(
		unlessText(context.whyNoContext),
		() => [question('context', callOf('a '.repeat(contextWordsOf(context)), limits.tiny))],
		['context']
	);
	return { parts, notAsked };
};

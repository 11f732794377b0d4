/** What an answer itself says of how it is billed, beyond its counts of text tokens: tier, region, tools of the provider, tokens that are no text. */
import { isObject } from '#core/json.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import type { Reading } from './protocol.ts';

/** Tokens of a kind that price lists may have apart from text. */
export interface ModalityTokens {
	side: 'input' | 'output';
	/** In lower case, such as `audio`. */
	modality: string;
	tokens: number;
}

export interface BilledConditions {
	/** The tier that served the request, in the words of the price lists where they have one for it; null where none is named. */
	serviceTier: string | null;
	/** Where the model ran, if that has a price of its own; null where it ran anywhere, or is not named. */
	region: string | null;
	/** Calls of the provider's own tools, by the names of the price lists, such as `{ 'web-search': 2 }`. */
	calls: Record<string, number>;
	/** What was counted apart from text; empty where nothing was. */
	modalities: ModalityTokens[];
}

/** Names that answers have for what price lists call standard: OpenAI and Bedrock, Groq, Anthropic's own request word. */
const standardTiers = new Set(['default', 'on_demand', 'standard_only', 'unspecified']);

const tierOf = (named: string | null): string | null => {
	const tier = named?.toLowerCase() ?? null;
	// What was asked for, and not what served it.
	if (tier === null || tier === 'auto') return null;
	return standardTiers.has(tier) ? 'standard' : tier;
};

/** `inference_geo` of Anthropic. https://platform.claude.com/docs/en/manage-claude/data-residency, read in November 2026 */
const anywhere = new Set(['global', 'not_available']);

const countIn = (object: Record<string, unknown> | null, key: string): number => {
	const value = object?.[key];
	return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
};

/** `[{ modality, tokenCount }]` of Gemini. https://ai.google.dev/api/generate-content#ModalityTokenCount */
const listed = (
	usage: Record<string, unknown>,
	key: string,
	side: ModalityTokens['side']
): ModalityTokens[] =>
	objectsAt(usage, key).map((each) => ({
		side,
		modality: (textAt(each, 'modality') ?? 'unspecified').toLowerCase(),
		tokens: countIn(each, 'tokenCount')
	}));

/** `{ audio_tokens, image_tokens }` of OpenAI (openai-node 7.55.0, `CompletionUsage` and `ImagesResponse.Usage`). */
const detailed = (
	usage: Record<string, unknown>,
	key: string,
	side: ModalityTokens['side']
): ModalityTokens[] =>
	['audio', 'image'].map((modality) => ({
		side,
		modality,
		tokens: countIn(objectAt(usage, key), `${modality}_tokens`)
	}));

const modalitiesOf = (usage: Record<string, unknown>, isOfImages: boolean): ModalityTokens[] => {
	const found = [
		...listed(usage, 'promptTokensDetails', 'input'),
		...listed(usage, 'toolUsePromptTokensDetails', 'input'),
		...listed(usage, 'candidatesTokensDetails', 'output'),
		...detailed(usage, 'prompt_tokens_details', 'input'),
		...detailed(usage, 'input_tokens_details', 'input'),
		...detailed(usage, 'completion_tokens_details', 'output'),
		...detailed(usage, 'output_tokens_details', 'output')
	].filter(({ modality, tokens }) => tokens > 0 && !['text', 'unspecified'].includes(modality));
	const isTold = objectAt(usage, 'output_tokens_details') !== null;
	const images = isOfImages && !isTold ? countIn(usage, 'output_tokens') : 0;
	return images === 0 ? found : [...found, { side: 'output', modality: 'image', tokens: images }];
};

/** Reads them from where each provider has them: the answer itself, or its usage as received. */
export const billedConditions = (
	reading: Pick<Reading, 'usage' | 'images' | 'serviceTier' | 'serverToolCalls'>
): BilledConditions => {
	const raw = reading.usage?.raw;
	const usage = isObject(raw) ? raw : {};
	const named =
		reading.serviceTier ?? textAt(usage, 'service_tier') ?? textAt(usage, 'serviceTier');
	const tier = tierOf(named);
	const isFast = textAt(usage, 'speed') === 'fast' && (tier === null || tier === 'standard');
	const geo = textAt(usage, 'inference_geo');
	const searches = countIn(objectAt(usage, 'server_tool_use'), 'web_search_requests');
	return {
		serviceTier: isFast ? 'fast' : tier,
		region: geo === null || anywhere.has(geo) ? null : geo,
		calls: { ...reading.serverToolCalls, ...(searches > 0 && { 'web-search': searches }) },
		modalities: modalitiesOf(usage, reading.images !== undefined)
	};
};

/**
 * Usage of Mistral in the normal form: as of Chat Completions, with the tier that served the request and the length of audio. Fields:
 * @mistralai/mistralai 2.7.0, `usageinfo.d.ts`. Cached tokens: https://docs.mistral.ai/api names three fields for them (a report to vercel/ai,
 * number 14382, April 2026), of which live answers have `prompt_tokens_details` (a change of symfony/ai, number 2343, July 2026).
 */
import type { Usage } from '#core/usage.ts';
import { openaiChatUsage } from './openai-chat-usage.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

const alsoKnown: KnownKeys = {
	prompt_audio_seconds: true,
	service_tier: true,
	num_cached_tokens: true,
	prompt_token_details: ['cached_tokens']
};

/** Reasoning is never split off, so what is visible is unknown, too. Seconds of audio are billed apart and stay in `raw`. */
export const mistralUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	const audioS = raw['prompt_audio_seconds'];
	if (typeof audioS === 'number' && audioS > 0) {
		warn('usage: seconds of audio are billed apart from tokens');
	}
	return openaiChatUsage(raw, warn, alsoKnown, [
		['prompt_token_details', 'cached_tokens'],
		['num_cached_tokens']
	]);
};

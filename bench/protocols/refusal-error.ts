/** Refusals that come as errors: a filter stopped the prompt or the answer, and the endpoint says so with a status of its own. */
import type { Reading } from './protocol.ts';

/**
 * Codes with which OpenAI, Azure and their kin refuse; everything else is a failure. Those of responses: openai-node 7.55.0,
 * `responses.d.ts`, `ResponseError`.
 */
const refusals =
	/^(?:moderation_blocked|(?:image_)?content_policy_violation|content_?filter|bio_policy|misalignment_policy_violation)$/iu;

/** OpenAI says in words alone whether a prompt with this code was flagged or is none. */
const isFlaggedPrompt = (code: string, message: string): boolean =>
	code === 'invalid_prompt' && /\busage polic|\bsafety\b|\bflagged\b/iu.test(message);

/** A refusal is an answer of the model, though it comes as an error. */
export const withRefusal = (reading: Reading): Reading => {
	const { error } = reading;
	if (error === null || error.code === null) return reading;
	if (!refusals.test(error.code) && !isFlaggedPrompt(error.code, error.message)) return reading;
	return {
		...reading,
		error: null,
		refusal: error.message,
		finish: 'refused',
		finishRaw: error.code,
		terminated: true
	};
};

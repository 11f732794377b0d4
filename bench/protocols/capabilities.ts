/** What can be asked of an endpoint in a protocol, as data: looked at before anything is sent, so that nothing is refused or dropped later. */
import type { CredentialKind } from '#core/endpoint-access.ts';
import type { PromptCacheTtl, ReasoningEffort } from '#core/target.ts';

export interface Capabilities {
	/** What an answer is. */
	readonly answers: 'text' | 'images' | 'embeddings';
	/** Whether a request says which model is meant; a server without that has one. */
	readonly namesModel: boolean;
	/** Whether an answer can come piece by piece; without that there is no time to first token. */
	readonly streams: boolean;
	/** Whether a request can hold what was said before, the model's own answers included. */
	readonly conversations: boolean;
	/** Whether the endpoint puts a prompt into the template of its model, as a chat model wants it; without that it continues a text. */
	readonly chatTemplate: boolean;
	/** Whether the model can call tools, and whether it can be made to call a certain one. */
	readonly tools: boolean;
	readonly forcedTool: boolean;
	/** Whether images can be shown, and whether one can say how closely to look at them. */
	readonly images: boolean;
	readonly imageDetail: boolean;
	/** Whether the quality of images that are made can be chosen. */
	readonly imageQuality: boolean;
	/** Whether answers can be made to fit a JSON schema. */
	readonly jsonSchema: boolean;
	/** Whether texts can be named at which the model stops. */
	readonly stop: boolean;
	readonly temperature: boolean;
	readonly seed: boolean;
	/** Words for how hard to think; none where it cannot be said. */
	readonly reasoningEfforts: readonly ReasoningEffort[];
	/**
	 * The smallest budget of thinking that is accepted, tokens, and whether a model that thinks by a budget takes no temperature; null where
	 * there is no such budget. A budget must be smaller than the output limit, which it is part of.
	 */
	readonly thinkingBudget: { leastTokens: number; fixesTemperature: boolean } | null;
	/** How long the shared part of prompts can be kept; none where it cannot be said. */
	readonly promptCacheTtls: readonly PromptCacheTtl[];
	/** Whether a nonce can be put before the prompt. */
	readonly cacheDefeat: boolean;
	/** The provider's words; none where there is no choice. */
	readonly serviceTiers: readonly string[];
	/** What lets requests in. */
	readonly credentials: readonly CredentialKind[];
}

/** A protocol whose answers are text, with nothing that is not part of each of them: what a description begins with. */
export const plainText: Capabilities = {
	answers: 'text',
	namesModel: true,
	streams: true,
	conversations: true,
	chatTemplate: true,
	tools: false,
	forcedTool: false,
	images: false,
	imageDetail: false,
	imageQuality: false,
	jsonSchema: false,
	stop: true,
	temperature: true,
	seed: false,
	reasoningEfforts: [],
	thinkingBudget: null,
	promptCacheTtls: [],
	cacheDefeat: true,
	serviceTiers: [],
	credentials: ['key', 'bearer']
};

/**
 * Hosts and engines that speak a protocol under an address that is known, as data: `preset: groq` in a target stands for the protocol, the address
 * and the name of the key. Adding one is adding an entry. What is said of a host was read on the page that it names; what its own capabilities leave
 * open is taken from the protocol.
 */
import type { ProtocolName } from '#core/target.ts';
import type { Capabilities } from './capabilities.ts';

export interface TargetPreset {
	readonly protocol: ProtocolName;
	/** Where the API starts; only an example of it where a name of the user's own is a part of the address. */
	readonly baseUrl: string | { readonly example: string };
	/** Environment variable that its documentation names for the key; null where no key is needed, or headers carry it. */
	readonly apiKeyEnv: string | null;
	/** Headers that every request must have, values as in a config; those of a target go first. None where absent. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Its id in the price book; null for an engine of one's own, and where the book has none. */
	readonly priceBookProvider: string | null;
	/** Where it knows less than its protocol. */
	readonly can: Partial<Capabilities>;
	/** Page of the address, or of what it lacks. */
	readonly source: string;
}

/** Keeping a prompt for a stated time is a wish that openai-chat knows of OpenAI alone. */
const noTtl: Partial<Capabilities> = { promptCacheTtls: [] };

/** Addresses and keys: pages of November 2026; limits of Fireworks, Moonshot and LM Studio: notes of models.dev on their pages (June 2026). */
export const targetPresets = {
	vllm: {
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:8000/v1',
		apiKeyEnv: null,
		priceBookProvider: null,
		can: noTtl,
		source: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html'
	},
	sglang: {
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:30000/v1',
		apiKeyEnv: null,
		priceBookProvider: null,
		can: noTtl,
		source: 'https://mintlify.com/sgl-project/sglang/backend/openai-compatible-api'
	},
	lmstudio: {
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:1234/v1',
		apiKeyEnv: null,
		priceBookProvider: null,
		can: { ...noTtl, reasoningEfforts: [], serviceTiers: [] },
		source: 'https://lmstudio.ai/docs/developer/openai-compat/chat-completions'
	},
	groq: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.groq.com/openai/v1',
		apiKeyEnv: 'GROQ_API_KEY',
		priceBookProvider: 'groq',
		can: noTtl,
		source: 'https://console.groq.com/docs/openai'
	},
	together: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.together.ai/v1',
		apiKeyEnv: 'TOGETHER_API_KEY',
		priceBookProvider: 'together',
		can: noTtl,
		source: 'https://docs.together.ai/docs/inference/openai-compatibility'
	},
	fireworks: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.fireworks.ai/inference/v1',
		apiKeyEnv: 'FIREWORKS_API_KEY',
		priceBookProvider: 'fireworks',
		can: { ...noTtl, reasoningEfforts: ['low', 'medium', 'high'] },
		source: 'https://docs.fireworks.ai/guides/reasoning'
	},
	openrouter: {
		protocol: 'openai-chat',
		baseUrl: 'https://openrouter.ai/api/v1',
		apiKeyEnv: 'OPENROUTER_API_KEY',
		priceBookProvider: 'openrouter',
		can: noTtl,
		source: 'https://openrouter.ai/models'
	},
	deepseek: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.deepseek.com/v1',
		apiKeyEnv: 'DEEPSEEK_API_KEY',
		priceBookProvider: 'deepseek',
		can: noTtl,
		source: 'https://api-docs.deepseek.com/'
	},
	// Its chat completions are deprecated.
	xai: {
		protocol: 'openai-responses',
		baseUrl: 'https://api.x.ai/v1',
		apiKeyEnv: 'XAI_API_KEY',
		priceBookProvider: 'x-ai',
		can: noTtl,
		source: 'https://docs.x.ai/developers/model-capabilities/text/comparison'
	},
	moonshot: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.moonshot.ai/v1',
		apiKeyEnv: 'MOONSHOT_API_KEY',
		priceBookProvider: 'moonshotai',
		can: { ...noTtl, reasoningEfforts: [] },
		source: 'https://platform.moonshot.ai/docs/api/chat'
	},
	dashscope: {
		protocol: 'openai-chat',
		baseUrl: { example: 'https://WORKSPACE.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1' },
		apiKeyEnv: 'DASHSCOPE_API_KEY',
		priceBookProvider: 'alibaba',
		can: noTtl,
		source:
			'https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope'
	},
	cerebras: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.cerebras.ai/v1',
		apiKeyEnv: 'CEREBRAS_API_KEY',
		priceBookProvider: 'cerebras',
		can: noTtl,
		source: 'https://inference-docs.cerebras.ai/resources/openai'
	},
	// Gateways: what they can is what the model behind them can, which nobody knows here.
	litellm: {
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:4000/v1',
		apiKeyEnv: 'LITELLM_PROXY_API_KEY',
		priceBookProvider: null,
		can: {},
		source: 'https://docs.litellm.ai/docs/providers/litellm_proxy'
	},
	// Which provider is asked stands in the model (@provider/model), or in a header of the target: x-portkey-provider, x-portkey-virtual-key, x-portkey-config.
	portkey: {
		protocol: 'openai-chat',
		baseUrl: 'https://api.portkey.ai/v1',
		apiKeyEnv: null,
		headers: { 'x-portkey-api-key': '${PORTKEY_API_KEY}' },
		priceBookProvider: null,
		can: {},
		source: 'https://portkey.ai/docs/api-reference/headers'
	}
} as const satisfies Record<string, TargetPreset>;

export const presetNames = Object.keys(targetPresets);

/** The preset of that name; null for any other. */
export const presetOf = (name: unknown): TargetPreset | null =>
	typeof name === 'string' && Object.hasOwn(targetPresets, name)
		? targetPresets[name as keyof typeof targetPresets]
		: null;

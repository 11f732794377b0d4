/** Which models are of one family, by their names: a judge tends to favour its own. */

const families: readonly (readonly [family: string, pattern: RegExp])[] = [
	['GPT', /(?:^|[^a-z])(?:gpt|chatgpt|o[1345](?=$|-|\b)|codex|davinci)/],
	['Claude', /claude|anthropic/],
	['Gemini and Gemma', /gemini|gemma|palm|bison/],
	['Qwen', /qwen|qwq|qvq|tongyi/],
	['DeepSeek', /deepseek/],
	['Llama', /llama(?!-?cpp|\.cpp)|vicuna|alpaca/],
	['Mistral', /mistral|mixtral|ministral|magistral|codestral|devstral|pixtral/],
	['GLM', /(?:^|[^a-z])glm|chatglm/],
	['Kimi', /kimi|moonshot/],
	['Grok', /grok/],
	['Phi', /(?:^|[^a-z])phi-?\d/],
	['Command', /command-?(?:r|a|light|nightly)|cohere|(?:^|[^a-z])aya-/],
	['Nova', /(?:^|[^a-z])nova-(?:micro|lite|pro|premier)|titan/],
	['Granite', /granite/],
	['MiniMax', /minimax/],
	['Falcon', /falcon/]
];

/**
 * The family of a model by its name, such as `meta-llama/Llama-3.1-8B-Instruct`; null where the name says none. A distilled model
 * belongs to all families in its name: the first of the list counts, so this warns and proves nothing.
 */
export const modelFamily = (model: string): string | null => {
	const name = model.toLowerCase();
	return families.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
};

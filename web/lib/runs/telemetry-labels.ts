/** How engines, and the ways in which energy is found, are called. */
import type { EnergySummary, EngineName } from '#core/stage-telemetry.ts';

export const engineTitles: Readonly<Record<EngineName, string>> = {
	vllm: 'vLLM',
	sglang: 'SGLang',
	tgi: 'TGI',
	'llama-cpp': 'llama.cpp server',
	'tensorrt-llm': 'TensorRT-LLM'
};

export const energyMethods: Readonly<Record<EnergySummary['method'], string>> = {
	counter: 'by the energy counter',
	power: 'from sampled power',
	'average-power': 'from the mean power of each last second'
};

/** The engines whose metrics are known; a new one is a file and a line here. */
import type { Exposition } from '../prometheus-text.ts';
import type { EngineReader } from './engine-metrics.ts';
import { llamaCpp } from './llama-cpp.ts';
import { sglang } from './sglang.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import { tgi } from './tgi.ts';
import { vllm } from './vllm.ts';

export const engineReaders: readonly EngineReader[] = [vllm, sglang, tgi, llamaCpp, tensorrtLlm];

/** The engine that a text comes from; null where none is known. */
export const engineBehind = (exposition: Exposition): EngineReader | null =>
	engineReaders.find((reader) => reader.matches(exposition)) ?? null;

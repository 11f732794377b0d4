/** The dialects by the names that `--as` takes. */
import { aiperf } from './aiperf.ts';
import type { Dialect, DialectName } from './dialect.ts';
import { guidellm } from './guidellm.ts';
import { inferencePerf } from './inference-perf.ts';
import { llmperf } from './llmperf.ts';
import { sglang } from './sglang.ts';
import { vllm } from './vllm.ts';

export const dialects = {
	vllm,
	aiperf,
	guidellm,
	'inference-perf': inferencePerf,
	sglang,
	llmperf
} satisfies Record<DialectName, Dialect>;

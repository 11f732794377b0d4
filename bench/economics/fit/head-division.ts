/** Whether the heads of a model can be divided among a number of GPUs. */
import type { Architecture } from '#core/model-book.ts';

/**
 * Why a replica cannot be divided among `gpus` GPUs, in words; null where it can. Attention heads must divide evenly, and KV
 * heads must divide evenly or be a divisor, in which case each is kept on several GPUs (vLLM,
 * `ModelConfig.verify_with_parallel_config` and `get_num_kv_heads`).
 */
export const divisionProblem = (
	{ attentionHeads, layerGroups }: Architecture,
	gpus: number
): string | null => {
	if (attentionHeads % gpus !== 0) {
		return `${String(attentionHeads)} attention heads do not divide by ${String(gpus)}`;
	}
	for (const group of layerGroups) {
		if (group.kind !== 'full' && group.kind !== 'sliding') continue;
		if (group.kvHeads % gpus !== 0 && gpus % group.kvHeads !== 0) {
			return `${String(group.kvHeads)} KV heads neither divide by ${String(gpus)} nor divide it`;
		}
	}
	return null;
};

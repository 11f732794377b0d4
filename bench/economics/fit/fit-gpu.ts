/** What a memory fit needs to know of a GPU of the hardware book. */
import type { Gpu } from '#core/hardware-book.ts';
import type { FitGpu } from './model-fit.ts';

/** The GPU as `modelFit` takes it; its server is the largest block in which the book says it is sold. */
export const fitGpuOf = (gpu: Gpu): FitGpu => {
	const { fp8, fp4, int8 } = gpu.denseTflops;
	return {
		title: gpu.title,
		memoryGb: gpu.memoryGb.value,
		gpusPerServer: gpu.nodes.length === 0 ? null : Math.max(...gpu.nodes.map(({ gpus }) => gpus)),
		arithmetic: [
			...(fp8 === null ? [] : (['fp8'] as const)),
			...(fp4 === null ? [] : (['fp4'] as const)),
			// Every GPU with fp8 arithmetic multiplies 8-bit integers too.
			...(int8 === null && fp8 === null ? [] : (['int8'] as const))
		]
	};
};

/** Formats of numbers in a served model. */

/** How weights are stored. `int4`: groups of 128 with a scale and a zero point, as AWQ and GPTQ write them. */
export const weightFormats = [
	'fp32',
	'bf16',
	'fp16',
	'fp8',
	'int8',
	'q8-0',
	'q4-k-m',
	'int4',
	'mxfp4',
	'nvfp4'
] as const;
export type WeightFormat = (typeof weightFormats)[number];

/** How the KV cache is stored. */
export const kvFormats = ['bf16', 'fp16', 'fp8', 'int8'] as const;
export type KvFormat = (typeof kvFormats)[number];

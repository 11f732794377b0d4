/** What stands in a stored run where another tool measured: there is no endpoint, only a file. */
import { z } from 'zod';
import { idSchema } from './scenario.ts';
import { tunedFromSchema } from './tuned-from.ts';

/** Tools and file formats whose results can be brought in. */
export const resultFormats = ['jsonl', 'csv', 'promptfoo', 'lm-eval', 'inspect'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** The formats as they are named to a reader; go on after `imported from`. */
export const resultFormatNames: Readonly<Record<ResultFormat, string>> = {
	jsonl: 'a JSONL file',
	csv: 'a CSV file',
	promptfoo: 'results of promptfoo',
	'lm-eval': 'samples of lm-evaluation-harness',
	inspect: 'a log of inspect_ai'
};

/** Who serves an imported target: a vendor's API, a host of an open model, or we ourselves. */
export const serversOfImports = ['api', 'host', 'self-hosted'] as const;
export type ServedBy = (typeof serversOfImports)[number];

/** As they are named to a reader; go on after `served by`. */
export const servedByNames: Readonly<Record<ServedBy, string>> = {
	api: "a vendor's API",
	host: 'a host of the open model',
	'self-hosted': 'ourselves'
};

/** Only in stored runs: `bench.yaml` cannot have such a target, as nothing can be sent to it. */
export const importedTargetSchema = z.strictObject({
	kind: z.literal('imported'),
	id: idSchema,
	/** The name that the file gives it, where that is no id. */
	title: z.string().min(1).optional(),
	/** What a file beside the results said; none where the model was not tuned, or nobody said so. */
	tunedFrom: tunedFromSchema.optional(),
	/** Said by whoever imported it; where absent it counts as an API that is bought. */
	servedBy: z.enum(serversOfImports).optional(),
	tool: z.enum(resultFormats),
	/** Without its folder. */
	fileName: z.string().min(1),
	/** SHA-256 of the file, hex: the same file is imported once. */
	fileHash: z.string(),
	/** What of the file was taken as the id of an item, in words, such as `field "item"`. */
	itemsBy: z.string().min(1),
	/** Scores from this one up count as right, 0 to 1; null where the file says itself what is right. */
	passAt: z.number().min(0).max(1).nullable()
});

export type ImportedTarget = z.infer<typeof importedTargetSchema>;

/** `imported from a CSV file (evals.csv): another tool measured it`: what stands behind such a target, in words. */
export const importedInWords = ({ tool, fileName }: ImportedTarget): string =>
	`imported from ${resultFormatNames[tool]} (${fileName}): another tool measured it`;

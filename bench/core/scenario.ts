/** A use case as data: prompt, items with references, grader, latency objective, traffic shape and demand. */
import { z } from 'zod';
import { graderSpecSchema } from './grader-spec.ts';
import { defaultSloShare, sloSchema } from './slo.ts';

/** Lower-case words joined by hyphens: ids appear in file names, URLs and tables. */
export const idSchema = z
	.string()
	.regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
	.max(80);

export const scenarioSchema = z.strictObject({
	id: idSchema.meta({ description: 'Equal to the name of the folder' }),
	/** Raised whenever items, references or the prompt change meaning, so that old results stay apart. */
	version: z.int().positive(),
	title: z.string().min(1),
	/** Who uses this and what a right answer is worth, two or three sentences for a director. */
	summary: z.string().min(1),
	prompt: z.strictObject({
		/** System prompt; may be empty. */
		system: z.string(),
		/** User prompt with `{{field}}` placeholders that are filled from an item's `input`. */
		user: z.string().min(1)
	}),
	/** Hard limit on output tokens per request. */
	maxOutputTokens: z.int().positive(),
	grader: graderSpecSchema,
	slo: sloSchema,
	/** Share of requests that must meet the objective, 0 to 1. */
	sloShare: z.number().gt(0).max(1).default(defaultSloShare),
	traffic: z.strictObject({
		/** How requests arrive in production. */
		arrivals: z.enum(['poisson', 'constant', 'batch']),
		/** Busiest hour of the week divided by the mean hour. */
		peakToAverage: z.number().min(1),
		/** Where the shape comes from. */
		source: z.string().min(1)
	}),
	demand: z.strictObject({
		/** Requests in a month of 730 hours. */
		requestsPerMonth: z.int().positive(),
		/** Where the volume comes from; an assumption says so. */
		source: z.string().min(1)
	})
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** One line of `items.jsonl`. */
export const itemSchema = z.strictObject({
	id: idSchema,
	/** Values for the placeholders of the prompt. */
	input: z.record(z.string(), z.string()),
	/** What the grader compares with; its shape is the grader's business. */
	reference: z.json(),
	/** BCP 47 language of the input. */
	language: z.string().min(2),
	/** Free labels for slicing results, such as `out-of-scope` or `noisy`. */
	tags: z.array(z.string()).default([])
});

export type ScenarioItem = z.infer<typeof itemSchema>;

/** A scenario with its items, as one run uses it. */
export interface LoadedScenario {
	scenario: Scenario;
	items: ScenarioItem[];
	/** SHA-256 of scenario.yaml and items.jsonl, hex: results with another hash are about another scenario. */
	hash: string;
}

/** Names of the `{{field}}` placeholders of a prompt, in order of first appearance. */
export const placeholdersOf = (template: string): string[] => [
	...new Set([...template.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map((match) => match[1] ?? ''))
];

/** Fills a prompt; throws a RangeError naming the placeholder that the item does not fill. */
export const fillPrompt = (template: string, input: Record<string, string>): string =>
	template.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (_, name: string) => {
		const value = input[name];
		if (value === undefined) throw new RangeError(`the item has no input "${name}"`);
		return value;
	});

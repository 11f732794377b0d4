/** A use case as data: prompt, items with references, grader, latency objective, traffic shape and demand. */
import { z } from 'zod';
import { conversationSchema } from './conversation.ts';
import { embeddingRequestSchema } from './embedding-request.ts';
import { graderSpecSchema } from './grader-spec.ts';
import { imageRequestSchema } from './image-request.ts';
import type { ImageFacts } from './image-facts.ts';
import { defaultSloShare, sloSchema } from './slo.ts';
import { thinkTimeSchema } from './think-time.ts';

/** Lower-case words joined by hyphens: ids appear in file names, URLs and tables. */
export const idSchema = z
	.string()
	.regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
	.max(80);

export const scenarioSchema = z.strictObject({
	id: idSchema.meta({ description: 'Equal to the name of the folder' }),
	version: z
		.int()
		.positive()
		.describe(
			'Raised whenever items, references or the prompt change meaning, so that old results stay apart'
		),
	title: z.string().min(1),
	summary: z
		.string()
		.min(1)
		.describe(
			'Who uses this and what a right answer is worth, two or three sentences for a director'
		),
	prompt: z.strictObject({
		system: z.string().describe('System prompt; may be empty'),
		user: z
			.string()
			.min(1)
			.describe("User prompt with `{{field}}` placeholders that are filled from an item's `input`")
	}),
	maxOutputTokens: z.int().positive().describe('Hard limit on output tokens per request'),
	conversation: conversationSchema
		.optional()
		.describe(
			'For a scenario in which the model acts: it calls tools until it has answered. Graded by `final-state`'
		),
	thinkTimeS: thinkTimeSchema.optional(),
	grader: graderSpecSchema,
	image: imageRequestSchema
		.optional()
		.describe('Images that the answers are to be; an answer is text where absent'),
	embedding: embeddingRequestSchema
		.optional()
		.describe(
			'For a scenario whose answers are the embeddings of its texts, such as `{}`; nothing is generated then, and nothing graded'
		),
	slo: sloSchema,
	sloShare: z
		.number()
		.gt(0)
		.max(1)
		.default(defaultSloShare)
		.describe('Share of requests that must meet the objective, 0 to 1'),
	traffic: z.strictObject({
		arrivals: z
			.enum(['poisson', 'constant', 'batch'])
			.describe('How requests arrive in production'),
		peakToAverage: z.number().min(1).describe('Busiest hour of the week divided by the mean hour'),
		source: z.string().min(1).describe('Where the shape comes from')
	}),
	demand: z.strictObject({
		requestsPerMonth: z.int().positive().describe('Requests in a month of 730 hours'),
		source: z.string().min(1).describe('Where the volume comes from; an assumption says so')
	}),
	quick: z
		.array(idSchema)
		.min(1)
		.optional()
		.describe(
			'Ids of a few items that stand for all, for a first look: `subset: quick` in a config'
		)
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** Anthropic takes larger images only where a request has no more than these. */
const maxImagesPerItem = 20;

/** One line of `items.jsonl`. */
export const itemSchema = z.strictObject({
	id: idSchema,
	input: z.record(z.string(), z.string()).describe('Values for the placeholders of the prompt'),
	turns: z
		.array(z.string().min(1))
		.min(1)
		.max(50)
		.optional()
		.describe(
			"Further messages of the user, with `{{field}}` placeholders: each is sent after the model's own answer to the one before. The last answer is graded"
		),
	documents: z
		.record(
			z.string(),
			z.string().regex(/^[\w-][\w.-]*$/, 'expected the name of a file in the folder documents/')
		)
		.optional()
		.describe(
			'Placeholders that are filled with a whole file of the folder `documents/`, by its name'
		),
	images: z
		.array(z.string().regex(/^[\w-][\w.-]*$/, 'expected the name of a file in the folder images/'))
		.min(1)
		.max(maxImagesPerItem)
		.optional()
		.describe('Files of the folder `images/` that are shown with the prompt, in this order'),
	reference: z.json().describe("What the grader compares with; its shape is the grader's business"),
	world: z
		.json()
		.optional()
		.describe('What `start` of `world.js` gets to make the state in which the conversation begins'),
	language: z.string().min(2).describe('BCP 47 language of the input'),
	tags: z
		.array(z.string())
		.default([])
		.describe('Free labels for slicing results, such as `out-of-scope` or `noisy`')
});

export type ScenarioItem = z.infer<typeof itemSchema>;

/** A file of the folder `images/`. */
export interface ScenarioImage extends ImageFacts {
	/** Size of the file, bytes. */
	bytes: number;
	base64: string;
	/** SHA-256 of the file, hex. */
	sha256: string;
}

/** A scenario with its items, as one run uses it. */
export interface LoadedScenario {
	scenario: Scenario;
	/** The text of their documents is in their input. */
	items: ScenarioItem[];
	/** The images that items show, by file name; empty where none does. */
	images: ReadonlyMap<string, ScenarioImage>;
	/** Source of `world.js`; null without a conversation. */
	world: string | null;
	/** SHA-256 of scenario.yaml, items.jsonl, the documents, the images and the world, hex: results with another hash are about another scenario. */
	hash: string;
}

/** The images of an item, in the order in which they are shown. */
export const imagesOf = (
	{ images }: Pick<LoadedScenario, 'images'>,
	item: Pick<ScenarioItem, 'images'>
): ScenarioImage[] => (item.images ?? []).flatMap((name) => images.get(name) ?? []);

/** Names of the `{{field}}` placeholders of a prompt, in order of first appearance. */
export const placeholdersOf = (template: string): string[] => [
	...new Set([...template.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map((match) => match[1] ?? ''))
];

/** Fills a prompt; throws a RangeError naming the placeholder that the item does not fill. */
export const fillPrompt = (template: string, input: Record<string, string>): string =>
	template.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (_, name: string) => {
		// `hasOwn`, as every object has a "constructor".
		const value = Object.hasOwn(input, name) ? input[name] : undefined;
		if (value === undefined) throw new RangeError(`the item has no input "${name}"`);
		return value;
	});

/** Everything the user says in an item, in order: the prompt, and the further messages where it is a conversation. */
export const userMessagesOf = (
	{ prompt }: Pick<Scenario, 'prompt'>,
	{ input, turns = [] }: Pick<ScenarioItem, 'input' | 'turns'>
): string[] => [prompt.user, ...turns].map((template) => fillPrompt(template, input));

/** What the user says in an item as one text: how a judge or a reader is shown the question. */
export const userTextOf = (
	scenario: Pick<Scenario, 'prompt'>,
	item: Pick<ScenarioItem, 'input' | 'turns'>
): string => userMessagesOf(scenario, item).join('\n\n');

/** Whether an item may take several requests. */
export const holdsConversations = ({
	scenario,
	items
}: Pick<LoadedScenario, 'scenario' | 'items'>): boolean =>
	scenario.conversation !== undefined || items.some(({ turns }) => turns !== undefined);

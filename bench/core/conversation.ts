/** How a scenario lets a model act: tools that change a simulated world, turn by turn. */
import { z } from 'zod';

export const conversationToolSchema = z.strictObject({
	name: z.string().regex(/^[\w-]{1,64}$/, 'expected letters, digits, hyphens and underscores'),
	description: z.string().min(1).describe('What the model is told'),
	parameters: z
		.record(z.string(), z.json())
		.describe('JSON Schema of the arguments; the world is spared arguments that break it')
});

export const conversationSchema = z.strictObject({
	maxTurns: z
		.int()
		.positive()
		.max(50)
		.describe(
			'Requests that one item may take; a model that has not finished by then has failed the item'
		),
	tools: z
		.array(conversationToolSchema)
		.min(1)
		.describe('What the model may call; each is a function of `world.js` in the folder'),
	maxResultBytes: z
		.int()
		.min(100)
		.max(100_000)
		.default(8_000)
		.describe(
			'What all results of one turn may take together, bytes of UTF-8; what is longer is cut. It bounds what a conversation can cost'
		),
	deadlineMs: z
		.int()
		.positive()
		.max(60_000)
		.default(10_000)
		.describe(
			'Time that the calls of one turn may take in the sandbox, ms; on no clock of the measurement, and long, as a busy machine must not make a call fail'
		)
});

export type ConversationSpec = z.infer<typeof conversationSchema>;

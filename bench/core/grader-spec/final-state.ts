/** Conversations with tools: what they have changed, and what they say at the end. */
import { z } from 'zod';

export const finalStateSpecSchema = z.strictObject({
	kind: z
		.literal('final-state')
		.describe(
			'The state of the world after a conversation with tools: what had to change has, nothing else has, and the last message says what it must'
		),
	free: z
		.array(z.string().regex(/^[^.]+\.[^.]+$/, 'expected a table and a field, joined by a dot'))
		.default([])
		.describe('Fields that may hold anything, such as `bookings.note`')
});

const callSchema = z.strictObject({
	name: z.string().min(1),
	arguments: z.record(z.string(), z.json()).default({})
});

/** A conversation as the model's side of it: calls, turn by turn, then a message. */
export const conversationScriptSchema = z.strictObject({
	/** Calls of one turn go out together. */
	turns: z.array(z.array(callSchema).min(1)),
	message: z.string().min(1)
});

const rowSchema = z.record(z.string(), z.json());
const factSchema = z.union([z.string().min(1), z.number()]);

/** What the grader compares with. */
export const finalStateReferenceSchema = z.strictObject({
	/** A conversation that passes. */
	solution: conversationScriptSchema,
	/** Conversations that look right and are not. */
	wrong: z.array(conversationScriptSchema).min(1),
	/** By table; whatever is not named must stay as it was. */
	changes: z
		.record(
			z.string(),
			z.strictObject({
				/** Rows that must be new; fields that are not named may hold anything. */
				created: z.array(rowSchema).default([]),
				/** Fields that must have changed to this, by the id of their row. */
				changed: z.record(z.string(), rowSchema).default({}),
				/** Ids of rows that must be gone. */
				removed: z.array(z.string()).default([])
			})
		)
		.default({}),
	/** Tools that may not be called, not even in vain. */
	forbidden: z.array(z.string()).default([]),
	/** What the last message must state: a number in any notation, a text, or one of several. */
	facts: z.array(z.union([factSchema, z.array(factSchema).min(1)])).default([])
});

export type FinalStateSpec = z.infer<typeof finalStateSpecSchema>;
export type ConversationScript = z.infer<typeof conversationScriptSchema>;
export type FinalStateReference = z.infer<typeof finalStateReferenceSchema>;

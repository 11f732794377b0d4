/** Calls of tools: the right ones, and what they leave behind. */
import { z } from 'zod';
import { fieldSpecSchema } from './json-fields.ts';
export const toolSpecSchema = z.strictObject({
	name: z.string().regex(/^[\w-]{1,64}$/, 'expected letters, digits, hyphens and underscores'),
	description: z.string().min(1).describe('What the model is told'),
	parameters: z
		.record(z.string(), z.json())
		.describe('JSON Schema of the arguments, as the model gets it'),
	fields: z
		.array(fieldSpecSchema)
		.default([])
		.describe('How arguments are compared; those that are not listed must be equal')
});
export const toolCallsSpecSchema = z.strictObject({
	kind: z.literal('tool-calls').describe('The calls that the answer makes, or that it makes none'),
	tools: z.array(toolSpecSchema).min(1),
	order: z.enum(['any', 'same']).default('any')
});
/** The worlds that calls can change; each is a file of `bench/graders/worlds`. */
export const worldNames = ['bookings'];
export const finalStateSpecSchema = z.strictObject({
	kind: z
		.literal('final-state')
		.describe('What is left after the calls of the answer were carried out in a small world'),
	world: z.enum(worldNames)
});
/** A call as an answer makes it. */
export const toolCallSchema = z.strictObject({
	name: z.string(),
	arguments: z.record(z.string(), z.json())
});

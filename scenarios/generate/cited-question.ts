/** A question to documents as it is written by hand: what is right, what is wrong, and where it stands. */
import { z } from 'zod';

/** `asked`: what else a scenario writes of its questions. */
export const citedQuestionSchema = <Asked extends z.ZodRawShape>(asked: Asked) =>
	z.union([
		z.strictObject({ ...asked, none: z.literal(true) }),
		z.strictObject({
			...asked,
			none: z.literal(false).default(false),
			/** Facts, each with its spellings. */
			facts: z.array(z.array(z.string()).min(1)).min(1),
			not: z.array(z.string()).default([]),
			/** Places: of each list one. */
			cite: z.array(z.array(z.string()).min(1)).min(1),
			may: z.array(z.string()).default([]),
			answer: z.string()
		})
	]);

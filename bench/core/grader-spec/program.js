/** Answers that are programs: they are run, shut in and with a deadline. */
import { z } from 'zod';
const deadlineMs = z
	.int()
	.positive()
	.max(60_000)
	.default(1_000)
	.describe('Time that an answer may take, ms; it is ended hard');
export const unitTestsSpecSchema = z.strictObject({
	kind: z
		.literal('unit-tests')
		.describe('JavaScript that must pass tests, in a sandbox without files, network and clock'),
	deadlineMs,
	memoryMib: z.int().positive().max(256).default(32).describe('Memory that it may take, MiB')
});
/** What the grader compares with. */
export const unitTestsReferenceSchema = z.strictObject({
	/** Code that passes. */
	solution: z.string().min(1),
	/** Calls of `test(name, () => { assert.equal(…) })` after the answer. */
	tests: z.string().min(1),
	/** Code that looks right and fails a test, the code to be repaired among it. */
	wrong: z.array(z.string().min(1)).min(1)
});
export const sqlResultSpecSchema = z.strictObject({
	kind: z
		.literal('sql-result')
		.describe('A query that must give the rows of the reference query, on a database in memory'),
	database: z.string().min(1).describe('SQL that makes the tables and fills them'),
	deadlineMs
});
export const sqlReferenceSchema = z.strictObject({
	sql: z.string().min(1),
	/** Whether the order of the rows counts. */
	ordered: z.boolean().default(false),
	/** Queries that look right and give other rows. */
	wrong: z.array(z.string().min(1)).min(1)
});
export const commandSpecSchema = z.strictObject({
	kind: z
		.literal('command')
		.describe(
			'A program of your own: gets {"answer", "reference"} as JSON on stdin and writes {"passed", "score"} to stdout; runs only where commands are allowed'
		),
	command: z.array(z.string().min(1)).min(1).describe('Program and arguments; no shell'),
	deadlineMs: z.int().positive().max(600_000).default(10_000)
});

/** Answers in words: compared as text, as a number, by a pattern, or by how much they have in common with a reference. */
import { z } from 'zod';
const passScore = (fallback) =>
	z.number().gt(0).max(1).default(fallback).describe('Score from which an answer passes, 0 to 1');
/** References: the text, or a list of texts of which each is right. */
export const exactSpecSchema = z.strictObject({
	kind: z.literal('exact').describe('The answer is the reference, white space around it aside')
});
export const normalisedSpecSchema = z.strictObject({
	kind: z
		.literal('normalised')
		.describe(
			'The answer has the letters and digits of the reference; case, accents, punctuation and spaces do not count'
		)
});
/** References: a number. */
export const numberSpecSchema = z.strictObject({
	kind: z
		.literal('number')
		.describe('The answer names one number, or says which of several is its answer'),
	tolerance: z
		.number()
		.nonnegative()
		.default(0)
		.describe('Largest accepted difference, in the unit of the reference'),
	relativeTolerance: z
		.number()
		.nonnegative()
		.default(0)
		.describe(
			'Largest accepted difference as a share of the reference; the larger tolerance counts'
		)
});
/** References: a pattern, or lists of those that must be found and must not. */
export const patternSpecSchema = z.strictObject({
	kind: z
		.literal('pattern')
		.describe('Regular expressions of JavaScript that must be found in the answer, or must not'),
	ignoreCase: z.boolean().default(false),
	deadlineMs: z
		.int()
		.positive()
		.max(60_000)
		.default(1_000)
		.describe('A pattern that takes longer on an answer fails it')
});
export const rougeLSpecSchema = z.strictObject({
	kind: z
		.literal('rouge-l')
		.describe(
			'Longest common subsequence of words, F-measure of ROUGE-L; the best of several references counts'
		),
	passScore: passScore(0.3)
});
export const editDistanceSpecSchema = z.strictObject({
	kind: z
		.literal('edit-distance')
		.describe(
			'1 − Levenshtein distance / length of the longer text; the best of several references counts'
		),
	passScore: passScore(0.9)
});

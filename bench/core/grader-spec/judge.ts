/** Answers that no rule can grade: a model judges them by a rubric. */
import { z } from 'zod';

const longestText = 20_000;

export const criterionSchema = z.strictObject({
	id: z
		.string()
		.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
		.max(60),
	description: z
		.string()
		.trim()
		.min(1)
		.max(longestText)
		.describe('What the judge is to look at, in one or two sentences'),
	weight: z.number().positive().default(1).describe('Weight in the mean of the scores')
});

export const scaleSchema = z
	.strictObject({
		from: z.int().min(0).max(100).default(1).describe('Worst score'),
		to: z.int().min(1).max(100).default(5).describe('Best score'),
		anchors: z
			.record(z.string().regex(/^\d{1,3}$/, 'expected a score'), z.string().trim().min(1))
			.default({})
			.describe('What a score means, by score, such as `5: nothing is missing or wrong`')
	})
	.superRefine(({ from, to, anchors }, context) => {
		if (from >= to) {
			context.addIssue({ code: 'custom', path: ['to'], message: 'expected more than "from"' });
		}
		for (const score of Object.keys(anchors)) {
			if (Number(score) >= from && Number(score) <= to) continue;
			context.addIssue({
				code: 'custom',
				path: ['anchors', score],
				message: `the scale runs from ${String(from)} to ${String(to)}`
			});
		}
	});

/** Largest number of criteria: what a judge can keep apart, with room. */
const mostCriteria = 20;

export const judgeSpecSchema = z
	.strictObject({
		kind: z
			.literal('judge')
			.describe('A model grades the answer by a rubric; the judges are named in the config'),
		rubric: z.strictObject({
			task: z
				.string()
				.trim()
				.min(1)
				.max(longestText)
				.optional()
				.describe('What the answer is for, and what matters to whoever reads it'),
			criteria: z
				.array(criterionSchema)
				.min(1)
				.max(mostCriteria)
				.superRefine((criteria, context) => {
					criteria.forEach(({ id }, index) => {
						if (criteria.findIndex((each) => each.id === id) === index) return;
						context.addIssue({
							code: 'custom',
							path: [index, 'id'],
							message: `the id "${id}" is used by an earlier criterion; ids must differ`
						});
					});
				}),
			scale: scaleSchema.prefault({})
		}),
		referenceGuided: z
			.boolean()
			.default(true)
			.describe('Whether the judge is shown what a good answer holds'),
		passAt: z
			.number()
			.describe(
				'Weighted mean score, on the scale, from which an answer passes. Ours: the verdict of the judge itself decides nothing'
			),
		combine: z
			.enum(['majority', 'mean'])
			.default('majority')
			.describe(
				'How several judges become one grade: by votes (a tie goes by the mean), or by their mean score'
			),
		maxOutputTokens: z
			.int()
			.positive()
			.default(1_024)
			.describe('Hard limit on output tokens of one judgement')
	})
	.superRefine(({ passAt, rubric: { scale } }, context) => {
		if (passAt > scale.from && passAt <= scale.to) return;
		context.addIssue({
			code: 'custom',
			path: ['passAt'],
			message: `expected more than ${String(scale.from)} and at most ${String(scale.to)}, the ends of the scale`
		});
	});

export type JudgeSpec = z.infer<typeof judgeSpecSchema>;
export type Rubric = JudgeSpec['rubric'];

const textSchema = z.string().trim().min(1);

/** A text, a list of points, or either with examples of answers. */
export const judgeReferenceSchema = z.union([
	textSchema,
	z.array(textSchema).min(1),
	z.strictObject({
		points: z
			.union([textSchema, z.array(textSchema).min(1)])
			.describe('What a good answer holds: a text, or a list of points'),
		answer: textSchema.optional().describe('A good answer, as a model would write it'),
		wrong: z.array(textSchema).min(1).optional().describe('Answers that must not pass')
	})
]);

export type JudgeReference = z.infer<typeof judgeReferenceSchema>;

/** What a good answer holds, point by point. */
export const pointsOf = (reference: JudgeReference): string[] => {
	const points =
		typeof reference === 'string' || Array.isArray(reference) ? reference : reference.points;
	return typeof points === 'string' ? [points] : points;
};

/** Points as a text: a list where there are several. */
export const pointsInWords = (points: readonly string[]): string =>
	points.length === 1 ? (points[0] ?? '') : points.map((point) => `- ${point}`).join('\n');

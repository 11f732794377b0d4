/**
 * Evidence in the hardware and the model book: every figure names a source, the day for which it holds and how well it is known.
 * Files name a source once, under `sources`, and figures refer to it; what is read carries the source in words.
 */
import { z } from 'zod';

/**
 * How well a figure is known. `read`: somebody read it at the source. `second-hand`: a reseller, the press or an excerpt says
 * so. `calculated`: from figures that were read. `assumed`: a choice without a source. `not-verified`: general knowledge.
 */
export const evidenceGrades = [
	'read',
	'second-hand',
	'calculated',
	'assumed',
	'not-verified'
] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

export const bookIdSchema = z
	.string()
	.regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'expected small letters, digits, dots and dashes')
	.describe('Unique within the book');

export const bookSourceSchema = z.strictObject({
	title: z.string().min(1).describe('Page, file, package or article, precisely enough to find it'),
	asOf: z.iso
		.date()
		.nullable()
		.describe('Day on which it was read or for which it holds, YYYY-MM-DD; null where undated'),
	url: z.url({ protocol: /^https?$/u }).optional()
});

export const bookSourcesSchema = z
	.record(bookIdSchema, bookSourceSchema)
	.describe('Sources by a short name, which figures refer to');

export type BookSources = z.output<typeof bookSourcesSchema>;

/** Keys of everything that carries evidence. */
export const evidenceShape = {
	source: z.string().min(1).describe('Name of an entry of `sources`'),
	asOf: z.iso
		.date()
		.nullable()
		.default(null)
		.describe('Where it differs from the day of the source, YYYY-MM-DD'),
	grade: z.enum(evidenceGrades).describe('How well it is known'),
	note: z.string().min(1).nullable().default(null).describe('What a reader should know about it')
};

export interface Evidence {
	/** Title of the source, in words. */
	source: string;
	/** YYYY-MM-DD; null where the source has no date. */
	asOf: string | null;
	grade: EvidenceGrade;
	note: string | null;
}

export interface Figure extends Evidence {
	value: number;
	/** Ends of a range where sources differ; null where there is one value. */
	low: number | null;
	high: number | null;
}

/** The schema of a positive figure; `description` says what it is, with its unit. */
export const figureSchema = (description: string) =>
	z
		.strictObject({
			value: z.number().positive(),
			low: z.number().positive().nullable().default(null),
			high: z.number().positive().nullable().default(null),
			...evidenceShape
		})
		.refine((figure) => (figure.low ?? figure.value) <= figure.value, {
			path: ['low'],
			message: '"low" is above the value'
		})
		.refine((figure) => (figure.high ?? figure.value) >= figure.value, {
			path: ['high'],
			message: '"high" is below the value'
		})
		.describe(description);

type Step = string | number;

/** Calls `visit` for every object that carries evidence below `value`, with its path. */
const walkEvidence = (
	value: unknown,
	path: readonly Step[],
	visit: (evidence: { source: string; asOf: string | null }, path: readonly Step[]) => void
): void => {
	if (Array.isArray(value)) {
		for (const [index, entry] of value.entries()) walkEvidence(entry, [...path, index], visit);
		return;
	}
	if (typeof value !== 'object' || value === null) return;
	if ('source' in value && 'grade' in value) {
		visit(value as unknown as { source: string; asOf: string | null }, path);
	}
	for (const [key, entry] of Object.entries(value)) walkEvidence(entry, [...path, key], visit);
};

/** Reports every figure below `value` whose source is not listed under `sources`. */
export const checkSources = (
	value: unknown,
	sources: BookSources,
	report: (path: Step[], message: string) => void
): void => {
	const names = Object.keys(sources);
	walkEvidence(value, [], (evidence, path) => {
		if (Object.hasOwn(sources, evidence.source)) return;
		report(
			[...path, 'source'],
			`there is no source "${evidence.source}"; expected one of ${names.join(', ')}`
		);
	});
};

/** A copy of `value` in which every figure carries the title and the day of its source instead of its name. */
export const resolveSources = <T>(value: T, sources: BookSources): T => {
	const copy = structuredClone(value);
	walkEvidence(copy, [], (evidence) => {
		const source = sources[evidence.source];
		if (!source) return;
		evidence.asOf ??= source.asOf;
		evidence.source = source.title;
	});
	return copy;
};

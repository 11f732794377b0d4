/** Reads what a judge wrote, strictly: whatever is not plainly a judgement is unreadable, neither a pass nor a fail. */
import { z } from 'zod';
import type { JudgeSpec } from '#core/grader-spec.ts';
import { isObject, parseJson } from '#core/json.ts';
import type { JudgementProblem } from '#core/judgement.ts';
import type { Outcome } from '#core/outcome.ts';
import { scoreShare } from './score.ts';

export type ReadJudgement =
	| {
			state: 'read';
			reasons: string;
			scores: Record<string, number>;
			verdict: 'pass' | 'fail';
	  }
	| Unread;

export type ReadPairJudgement =
	{ state: 'read'; reasons: string; verdict: 'first' | 'second' | 'tie' } | Unread;

type Unread =
	| { state: 'unreadable'; problem: JudgementProblem }
	/** No answer of the judge arrived. */
	| { state: 'failed'; problem: string };

const unreadable = (problem: JudgementProblem): Unread => ({ state: 'unreadable', problem });

/** What an outcome alone says; null where there is a whole answer to be read. */
const byOutcome = (outcome: Outcome): Unread | null => {
	switch (outcome) {
		case 'ok':
			return null;
		case 'length':
		case 'truncated':
			return unreadable('truncated');
		case 'refused':
			return unreadable('refused');
		case 'rate-limited':
		case 'timeout':
		case 'error':
		case 'aborted':
			return { state: 'failed', problem: outcome };
	}
};

/** Longest judgement that is read, UTF-16 code units: far above any output limit of a rubric. */
const longestRead = 400_000;

/** The object that is the whole text, one code fence round it aside; an object within prose is prose. */
const wholeObject = (text: string): { json: string; value: Record<string, unknown> } | null => {
	const trimmed = text.replace(/^\uFEFF/u, '').trim();
	const json = trimmed.startsWith('```')
		? (/^```(?:json)?[ \t]*\n([^]*)\n?```$/u.exec(trimmed)?.[1] ?? '')
		: trimmed;
	const value = parseJson(json);
	return isObject(value) ? { json, value } : null;
};

/** Whether an object of a JSON text says the same key twice: a reader would take either. */
const repeatsKey = (json: string): boolean => {
	const open: (Set<string> | null)[] = [];
	const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/gsu;
	for (const [token, colon] of json.matchAll(tokens)) {
		if (token === '{') open.push(new Set());
		else if (token === '[') open.push(null);
		else if (token === '}' || token === ']') open.pop();
		else if (colon !== undefined) {
			const key = String(parseJson(token.slice(0, token.length - colon.length)));
			const keys = open.at(-1);
			if (keys?.has(key)) return true;
			keys?.add(key);
		}
	}
	return false;
};

const reasonsSchema = z.string().trim().min(1);

/** The parts that both kinds of judgement have in common, or why there are none. */
const partsOf = (
	text: string,
	outcome: Outcome
): { value: Record<string, unknown> } | { unread: Unread } => {
	const unread = byOutcome(outcome);
	if (unread) return { unread };
	const found = text.length <= longestRead ? wholeObject(text) : null;
	if (!found) return { unread: unreadable('prose') };
	if (repeatsKey(found.json)) return { unread: unreadable('contradiction') };
	const { value } = found;
	if (value['verdict'] === undefined || value['verdict'] === null)
		return { unread: unreadable('missing-verdict') };
	const keys = Object.keys(value);
	if (keys.includes('reasons') && keys.indexOf('verdict') < keys.indexOf('reasons'))
		return { unread: unreadable('verdict-first') };
	return { value };
};

const shapeOf = ({ rubric: { criteria, scale } }: JudgeSpec) => {
	const score = z.int().min(scale.from).max(scale.to);
	return z.strictObject({
		reasons: reasonsSchema,
		scores: z.strictObject(Object.fromEntries(criteria.map(({ id }) => [id, score]))),
		verdict: z.enum(['pass', 'fail'])
	});
};

/** A run reads thousands of judgements by one rubric. */
const shapes = new WeakMap<JudgeSpec, ReturnType<typeof shapeOf>>();

const cachedShapeOf = (spec: JudgeSpec): ReturnType<typeof shapeOf> => {
	const known = shapes.get(spec) ?? shapeOf(spec);
	shapes.set(spec, known);
	return known;
};

const pairShape = z.strictObject({
	reasons: reasonsSchema,
	verdict: z.enum(['first', 'second', 'tie'])
});

const third = 1 / 3;
const tolerance = 1e-9;

/**
 * Reads a judgement of one answer. It speaks against itself where it passes an answer whose mean score lies in the lowest third of the
 * scale, or fails one of which every score lies in the highest third; scores in between leave either verdict room.
 */
export const readJudgement = (
	spec: JudgeSpec,
	text: string,
	outcome: Outcome = 'ok'
): ReadJudgement => {
	const parts = partsOf(text, outcome);
	if ('unread' in parts) return parts.unread;
	const { criteria, scale } = spec.rubric;
	const parsed = cachedShapeOf(spec).safeParse(parts.value);
	if (!parsed.success) return unreadable('shape');
	const { reasons, verdict, scores } = parsed.data;
	const share = (value: number): number => (value - scale.from) / (scale.to - scale.from);
	const contradicts =
		verdict === 'pass'
			? scoreShare(spec, scores) < third - tolerance
			: criteria.every(({ id }) => share(scores[id] ?? scale.from) > 1 - third + tolerance);
	return contradicts ? unreadable('contradiction') : { state: 'read', reasons, scores, verdict };
};

/** Reads a judgement of a pair. */
export const readPairJudgement = (text: string, outcome: Outcome = 'ok'): ReadPairJudgement => {
	const parts = partsOf(text, outcome);
	if ('unread' in parts) return parts.unread;
	const parsed = pairShape.safeParse(parts.value);
	return parsed.success ? { state: 'read', ...parsed.data } : unreadable('shape');
};

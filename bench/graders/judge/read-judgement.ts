/**
 * Reads what a judge wrote, strictly: whatever is not plainly one judgement is unreadable, neither a pass nor a fail. Words before the
 * object, a code fence round it and another order of its keys are no reason to lose it.
 */
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

interface FoundObject {
	json: string;
	value: Record<string, unknown>;
	/** What was written before it. */
	preamble: string;
}

/**
 * The only object of a text: from its first brace to its last, with words before it or a code fence round it. Words after it may take
 * it back, so that there are to be none.
 */
const onlyObject = (text: string): FoundObject | null => {
	const [start, end] = [text.indexOf('{'), text.lastIndexOf('}') + 1];
	if (start === -1 || end <= start) return null;
	const before = text.slice(0, start).trimEnd();
	const fence = /```(?:json)?$/u.exec(before)?.[0] ?? '';
	const after = text.slice(end).trim();
	if (after !== (fence === '' ? '' : '```')) return null;
	const json = text.slice(start, end);
	const value = parseJson(json);
	return isObject(value)
		? { json, value, preamble: before.slice(0, before.length - fence.length) }
		: null;
};

/** Whether words before the object name the other verdict and not its own. */
const isTakenBack = (preamble: string, verdict: 'pass' | 'fail'): boolean => {
	const [passes, fails] = [/\bpass(?:es|ed)?\b/iu, /\bfail(?:s|ed)?\b/iu].map((word) =>
		word.test(preamble)
	);
	return verdict === 'pass' ? fails === true && !passes : passes === true && !fails;
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

/**
 * Whether the verdict of a judgement that can be read stands before its reasons, so that these may be made for it. The order is asked for;
 * an endpoint that sorts keys loses it.
 */
export const saysVerdictFirst = (text: string): boolean => {
	const keys = Object.keys(onlyObject(text)?.value ?? {});
	return keys.includes('verdict') && keys.indexOf('verdict') < keys.indexOf('reasons');
};

const reasonsSchema = z.string().trim().min(1);

/** The parts that both kinds of judgement have in common, or why there are none. */
const partsOf = (
	text: string,
	outcome: Outcome
): { value: Record<string, unknown>; preamble: string } | { unread: Unread } => {
	const unread = byOutcome(outcome);
	if (unread) return { unread };
	if (text.length <= longestRead && text.replace(/^\uFEFF/u, '').trim() === '') {
		return { unread: unreadable('empty') };
	}
	const found = text.length <= longestRead ? onlyObject(text) : null;
	if (!found) return { unread: unreadable('prose') };
	if (repeatsKey(found.json)) return { unread: unreadable('contradiction') };
	const { value, preamble } = found;
	if (value['verdict'] === undefined || value['verdict'] === null)
		return { unread: unreadable('missing-verdict') };
	return { value, preamble };
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
	return contradicts || isTakenBack(parts.preamble, verdict)
		? unreadable('contradiction')
		: { state: 'read', reasons, scores, verdict };
};

/** Reads a judgement of a pair. */
export const readPairJudgement = (text: string, outcome: Outcome = 'ok'): ReadPairJudgement => {
	const parts = partsOf(text, outcome);
	if ('unread' in parts) return parts.unread;
	const parsed = pairShape.safeParse(parts.value);
	return parsed.success ? { state: 'read', ...parsed.data } : unreadable('shape');
};

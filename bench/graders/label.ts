/**
 * Grades an answer that should be one label of a closed list. An answer that names exactly one label counts as that label
 * even where it says more; one that names several or none has no label and never passes.
 */
import type { Grade } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import { labelKey, type LabelSpec } from '#core/grader-spec.ts';
import { isObject, parseJson, type JsonValue } from '#core/json.ts';
import { pick, shuffle } from '#core/random.ts';
import type { RuleGrader } from './grader.ts';

/** How the label was found: the answer is the label, it names one, it names none, or it names several. */
export type LabelReading =
	| { how: 'exact' | 'mentioned'; predicted: string }
	| { how: 'none' | 'ambiguous'; predicted: null };

/** No answer that is a bare label, however wrapped, is longer than this (UTF-16 code units). */
const longestWrappedLabel = 2_000;

const prefixPattern =
	/^(?:(?:the|final|correct|best|my)\s+)*(?:label|category|class|classification|answer|result|output)\s*(?:is\s*)?[:=-]\s*/iu;

/** `**Label:** "x".` → `x`: takes off markdown, quotes, brackets and final punctuation until nothing changes. */
const unwrap = (text: string): string => {
	let rest = text;
	for (;;) {
		const next = rest
			.replace(/^[\s*_`#>"'“”„«»‘’()[\]•-]+/u, '')
			.replace(/[\s*_`"'“”„«»‘’()[\].,;:!?。]+$/u, '')
			.replace(prefixPattern, '');
		if (next === rest) return rest;
		rest = next;
	}
};

/** Every spelling of the answer that may be the label itself: as it is, unwrapped, and out of a JSON value. */
const wholeAnswers = (text: string): string[] => {
	if (text.length > longestWrappedLabel) return [];
	const candidates = [text, unwrap(text)];
	const json = parseJson(text.replace(/^\s*```\w*\s*|\s*```\s*$/gu, ''));
	if (typeof json === 'string') candidates.push(unwrap(json));
	if (isObject(json)) {
		const values = Object.values(json).filter((value) => typeof value === 'string');
		const named = ['label', 'category'].map((key) => json[key]).find((v) => typeof v === 'string');
		const value = named ?? (values.length === 1 ? values[0] : undefined);
		if (value !== undefined) candidates.push(unwrap(value));
	}
	return candidates;
};

const wordPattern = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}+#&]*/gu;

/** Number of words a label is written with. */
const wordCount = (label: string): number => label.match(wordPattern)?.length ?? 1;

/** The words of a text, and for each whether only spaces, hyphens or underscores part it from the one before. */
const wordsOf = function* (text: string): Generator<{ word: string; joined: boolean }> {
	let end = 0;
	for (const match of text.matchAll(wordPattern)) {
		const gap = text.slice(end, Math.min(match.index, end + 4));
		yield { word: match[0], joined: /^[\s_\-‐-―]{1,3}$/u.test(gap) };
		end = match.index + match[0].length;
	}
};

/** The labels that a text names as whole words, at most two; where labels overlap, the longest counts. */
const namedLabels = (text: string, byKey: ReadonlyMap<string, string>): Set<string> => {
	const longestWords = Math.max(...[...byKey.values()].map(wordCount)) + 1;
	const found = new Set<string>();
	const window: { word: string; joined: boolean }[] = [];
	/** Takes the longest label at the start of the window, or else its first word. */
	const step = (): void => {
		let key = '';
		let longest: { label: string; words: number } | null = null;
		for (const [index, { word, joined }] of window.entries()) {
			if (index > 0 && !joined) break;
			key += word;
			const label = byKey.get(key);
			if (label !== undefined) longest = { label, words: index + 1 };
		}
		if (longest !== null) found.add(longest.label);
		window.splice(0, longest?.words ?? 1);
	};
	for (const word of wordsOf(text.normalize('NFKC').toLowerCase())) {
		window.push(word);
		while (window.length >= longestWords) step();
		if (found.size > 1) return found;
	}
	while (window.length > 0) step();
	return found;
};

/** Creates the grader for a closed list of labels. */
export const createLabelGrader = (spec: LabelSpec): RuleGrader => {
	const byKey = new Map(spec.labels.map((label) => [labelKey(label), label]));

	const read = (text: string): LabelReading => {
		for (const candidate of wholeAnswers(text)) {
			const label = byKey.get(labelKey(candidate));
			if (label !== undefined) return { how: 'exact', predicted: label };
		}
		const [first, second] = [...namedLabels(text, byKey)];
		if (first === undefined) return { how: 'none', predicted: null };
		if (second !== undefined) return { how: 'ambiguous', predicted: null };
		return { how: 'mentioned', predicted: first };
	};

	const checkReference = (reference: JsonValue): string | null => {
		if (typeof reference !== 'string') return 'expected the label as a string';
		return spec.labels.includes(reference)
			? null
			: `"${reference}" is not one of the labels ${spec.labels.join(', ')}`;
	};

	const labelOf = (reference: JsonValue): string => {
		const problem = checkReference(reference);
		if (problem !== null || typeof reference !== 'string') {
			throw new BenchError('E_CONFIG', `unusable reference: ${problem ?? ''}`);
		}
		return reference;
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const expected = labelOf(reference);
		const { how, predicted } = read(text);
		const passed = predicted === expected;
		return { passed, score: passed ? 1 : 0, details: { predicted, expected, how } };
	};

	return {
		checkReference,
		grade,
		rightAnswer: labelOf,
		wrongAnswer: (reference, random) => {
			const expected = labelOf(reference);
			const others = shuffle(
				random,
				spec.labels.filter((label) => label !== expected)
			);
			const [other = '', another = other] = others;
			const shapes = [
				other,
				other,
				other,
				`Label: ${other}`,
				`**${other}**`,
				`The message is about ${other}.`,
				`${other} or ${another}`,
				'I am not sure.'
			];
			const answer = pick(random, shapes);
			// A label may be a word of the sentence around it; the bare other label is wrong in any case.
			return grade(answer, expected).passed ? other : answer;
		}
	};
};

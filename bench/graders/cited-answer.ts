/**
 * Grades an answer out of documents: each fact in one of its spellings, nothing that is known to be wrong, the places that it stands
 * on and no others; or the sentence that it does not stand there.
 */
import type { Grade } from '#core/answer.ts';
import {
	citedReferenceSchema,
	type CitedAnswerSpec,
	type CitedReference
} from '#core/grader-spec/cited-answer.ts';
import type { JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { textKey } from './field-value.ts';
import type { RuleGrader } from './grader.ts';
import { keptText } from './kept-text.ts';
import { hasPhrase, spacedWords } from './phrases.ts';

/** Answers are a few sentences; what comes after so much is not read. */
const longestRead = 50_000;
const mostCitations = 200;

const placeKey = (place: string): string =>
	place.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '');

/** `[4.2]`, `[doc-3, doc-7]`, `[§ 4.2]`: the places in brackets, each once. */
const citedIn = (text: string): string[] => [
	...new Set(
		[...text.matchAll(/\[([^[\]\n]{1,120})\]/gu)]
			.slice(0, mostCitations)
			.flatMap(([, inside = '']) =>
				inside
					.split(/[,;]/u)
					.map((place) =>
						placeKey(place.replace(/^\s*(?:§+|sections?|clauses?|docs?(?=\s))\s*/iu, ''))
					)
					.filter((place) => place !== '')
			)
	)
];

/** Creates the grader for answers with citations. */
export const createCitedAnswerGrader = (spec: CitedAnswerSpec): RuleGrader => {
	const { unanswerable } = spec;
	const referenceOf = (reference: JsonValue): CitedReference =>
		checkedReference(citedReferenceSchema, reference);
	const saysNothing = (text: string): boolean =>
		unanswerable !== undefined && textKey(text).includes(textKey(unanswerable));

	const gradeAnswerable = (
		text: string,
		{ facts, forbidden, cite, mayCite }: Extract<CitedReference, { answerable: true }>
	): Grade => {
		const words = spacedWords(text);
		const missing = facts.filter((spellings) => !spellings.some((each) => hasPhrase(words, each)));
		const wrong = forbidden.filter((each) => hasPhrase(words, each));
		const cited = citedIn(text);
		const allowed = new Set([...cite.flat(), ...mayCite].map(placeKey));
		const isCounted = spec.citations === 'required';
		const uncited = isCounted
			? cite.filter((places) => !places.some((place) => cited.includes(placeKey(place))))
			: [];
		const foreign = isCounted ? cited.filter((place) => !allowed.has(place)) : [];
		const gaveUp = saysNothing(text);
		const wanted = facts.length + (isCounted ? cite.length : 0);
		const found = wanted - missing.length - uncited.length;
		const faults = wrong.length + foreign.length;
		const score = gaveUp ? 0 : Math.max(0, found) / (wanted + faults);
		return {
			passed: !gaveUp && found === wanted && faults === 0,
			score,
			details: {
				missing: missing.map(([first = '']) => first),
				wrong,
				cited: cited.slice(0, 20).map(keptText),
				uncited: uncited.map(([first = '']) => first),
				foreign: foreign.slice(0, 20).map(keptText),
				gaveUp
			}
		};
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const read = text.slice(0, longestRead);
		const expected = referenceOf(reference);
		if (expected.answerable) return gradeAnswerable(read, expected);
		// A refusal with an answer behind it is an answer.
		const gaveUp = saysNothing(read);
		const isBare = textKey(read).length <= 4 * textKey(unanswerable ?? '').length + 200;
		const passed = gaveUp && isBare && citedIn(read).length === 0;
		return { passed, score: passed ? 1 : 0, details: { answerable: false, gaveUp } };
	};

	const checkReference = (reference: JsonValue): string | null => {
		const problem = problemOf(citedReferenceSchema, reference);
		if (problem !== null) return problem;
		const expected = referenceOf(reference);
		if (!expected.answerable) {
			return unanswerable === undefined
				? 'the grader has no "unanswerable", so that nothing can be right here'
				: null;
		}
		if (!gradeAnswerable(expected.answer, expected).passed) return '"answer" fails its own grader';
		const passing = expected.wrong.find((text) => gradeAnswerable(text, expected).passed);
		return passing === undefined ? null : `the wrong answer "${keptText(passing)}" passes`;
	};

	return {
		checkReference,
		grade,
		rightAnswer: (reference) => {
			const expected = referenceOf(reference);
			return expected.answerable ? expected.answer : (unanswerable ?? '');
		},
		wrongAnswer: (reference, random) => {
			const expected = referenceOf(reference);
			if (!expected.answerable) return pick(random, expected.wrong);
			const without = expected.answer.replaceAll(/\s*\[[^\]]*\]/gu, '');
			const candidates = [
				...expected.wrong,
				unanswerable ?? 'I could not find this.',
				`${without} [0.0]`
			];
			const wrong = pick(random, candidates);
			return grade(wrong, reference).passed ? 'I could not find this.' : wrong;
		}
	};
};

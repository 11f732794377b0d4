/**
 * Grades a conversation with tools by what it has changed: every change that was wanted is one check, that nothing else has changed
 * is another, and so is each fact that the last message must state. The score is the share of the checks that hold.
 */
import type { Grade } from '#core/answer.ts';
import {
	finalStateReferenceSchema,
	type FinalStateReference,
	type FinalStateSpec
} from '#core/grader-spec/final-state.ts';
import { parseJson, type JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkValue } from '#core/schema-problems.ts';
import { isSameJson, type Row, type StateChanges } from '#core/state-changes.ts';
import { transcriptSchema, type Transcript } from '#core/transcript.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { missingFacts } from './facts-in.ts';
import type { RuleGrader } from './grader.ts';
import { keptText } from './kept-text.ts';

/** Failed checks that a grade lists. */
const listedFailures = 8;

/** The transcript in a kept answer; null where it holds none. */
export const transcriptIn = (text: string): Transcript | null => {
	const value = parseJson(text);
	if (value === undefined) return null;
	try {
		const checked = checkValue(value, transcriptSchema);
		return checked.ok ? checked.value : null;
	} catch (error) {
		// Nested deeper than any transcript is.
		if (error instanceof RangeError) return null;
		throw error;
	}
};

const fieldsOf = (row: Row): string => keptText(JSON.stringify(row));

/** What is left of changes once those that were wanted, and those that may be anything, are taken away. */
const compareChanges = (
	wanted: FinalStateReference['changes'],
	got: StateChanges,
	isFree: (table: string, field: string) => boolean
): { checks: number; failures: string[] } => {
	let checks = 0;
	const failures: string[] = [];
	const others: string[] = [];
	for (const table of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
		const { created = [], changed = {}, removed = [] } = wanted[table] ?? {};
		const found = got[table] ?? { created: {}, changed: {}, removed: [] };
		const left = new Map(Object.entries(found.created));
		for (const row of created) {
			checks++;
			// The world gives out ids in the order of the calls, which is free.
			const match = [...left].find(([, each]) =>
				Object.entries(row).every(([field, value]) => isSameJson(each[field], value))
			);
			if (match) left.delete(match[0]);
			else failures.push(`${table}: no new row with ${fieldsOf(row)}`);
		}
		for (const [id, row] of left) others.push(`${table}: new row "${id}" ${fieldsOf(row)}`);
		for (const [id, row] of Object.entries(changed)) {
			checks++;
			const each = found.changed[id] ?? {};
			const isRight = Object.entries(row).every(
				([field, value]) => Object.hasOwn(each, field) && isSameJson(each[field], value)
			);
			if (!isRight) failures.push(`${table} "${id}" is not ${fieldsOf(row)}`);
		}
		for (const [id, row] of Object.entries(found.changed)) {
			const extra = Object.entries(row).filter(
				([field]) => !isFree(table, field) && !Object.hasOwn(changed[id] ?? {}, field)
			);
			if (extra.length > 0) others.push(`${table} "${id}" ${fieldsOf(Object.fromEntries(extra))}`);
		}
		for (const id of removed) {
			checks++;
			if (!found.removed.includes(id)) failures.push(`${table} "${id}" is still there`);
		}
		for (const id of found.removed) {
			if (!removed.includes(id)) others.push(`${table} "${id}" is gone`);
		}
	}
	checks++;
	if (others.length > 0) failures.push(`changed without need: ${others.join('; ')}`);
	return { checks, failures };
};

/** Creates the grader for the state after a conversation. */
export const createFinalStateGrader = ({ free }: FinalStateSpec): RuleGrader => {
	const referenceOf = (reference: JsonValue): FinalStateReference =>
		checkedReference(finalStateReferenceSchema, reference);
	const isFree = (table: string, field: string): boolean => free.includes(`${table}.${field}`);

	const grade = (text: string, reference: JsonValue): Grade => {
		const { changes, forbidden, facts } = referenceOf(reference);
		const transcript = transcriptIn(text);
		if (transcript === null) {
			return { passed: false, score: 0, details: { problem: 'no conversation', failed: [] } };
		}
		const compared = compareChanges(changes, transcript.changes, isFree);
		const called = new Set(transcript.turns.flatMap(({ calls }) => calls.map(({ name }) => name)));
		const missing = missingFacts(transcript.message ?? '', facts);
		const failures = [
			...(transcript.message === null
				? [`did not finish in ${String(transcript.turns.length)} turns`]
				: []),
			...compared.failures,
			...forbidden.filter((name) => called.has(name)).map((name) => `called ${name}`),
			...missing.map((fact) => `the last message does not state ${JSON.stringify(fact)}`)
		];
		// One for having finished.
		const checks = 1 + compared.checks + forbidden.length + facts.length;
		return {
			passed: failures.length === 0,
			score: 1 - failures.length / checks,
			details: {
				checks,
				failed: failures.slice(0, listedFailures).map(keptText),
				turns: transcript.turns.length + (transcript.message === null ? 0 : 1)
			}
		};
	};

	/** The solution as it would be kept, without what the tools answered, which no check looks at. */
	const solved = (reference: FinalStateReference): Transcript => ({
		turns: reference.solution.turns.map((calls) => ({
			text: '',
			calls: calls.map((call) => ({
				name: call.name,
				arguments: JSON.stringify(call.arguments),
				result: ''
			}))
		})),
		message: reference.solution.message,
		changes: Object.fromEntries(
			Object.entries(reference.changes).map(([table, { created, changed, removed }]) => [
				table,
				{
					created: Object.fromEntries(created.map((row, index) => [`new-${String(index)}`, row])),
					changed,
					removed
				}
			])
		)
	});

	return {
		checkReference: (reference) => problemOf(finalStateReferenceSchema, reference),
		grade,
		rightAnswer: (reference) => JSON.stringify(solved(referenceOf(reference))),
		wrongAnswer: (reference, random) => {
			const right = solved(referenceOf(reference));
			const unwanted = { created: { extra: {} }, changed: {}, removed: [] };
			const slips: Transcript[] = [
				{ ...right, message: null },
				{ ...right, changes: { ...right.changes, 'no such table': unwanted } }
			];
			if (Object.keys(right.changes).length > 0) slips.push({ ...right, changes: {} });
			return JSON.stringify(pick(random, slips));
		}
	};
};

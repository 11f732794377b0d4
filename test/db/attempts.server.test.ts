/** Attempts, answers and evidence: any value that core allows comes back as it was stored. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Answer } from '#core/answer.ts';
import { attemptSchema, type Attempt } from '#core/attempt.ts';
import type { JsonValue } from '#core/json.ts';
import { outcomes } from '#core/outcome.ts';
import { leftOut, timingsWithoutProse, withoutProse } from '#core/without-prose.ts';
import { answerOf, answersOfCell } from '#db/answers.server.ts';
import { attemptsOfStage, evidenceOf, type AttemptCursor } from '#db/attempts.server.ts';
import { cellsOfRun, setReportedModel } from '#db/cells.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleEvidence,
	sampleRecord,
	storeRunWithStage
} from './support/samples.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const count = fc.nat({ max: 2 ** 40 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
// −0 is left out: no clock and no JSON has it.
const ms = fc.double({ min: -1e7, max: 1e9, noNaN: true }).map((value) => value + 0);
/** Any code points but the null character. */
const text = fc
	.string({ unit: 'binary', maxLength: 40 })
	.map((value) => value.replaceAll('\0', '').toWellFormed());
/** As core reads it from outside: the name `__proto__` does not come in. */
const json = fc
	.jsonValue()
	.map((value): JsonValue => z.json().parse(JSON.parse(JSON.stringify(value))));

const counts = fc.record({
	uncachedInputTokens: orNull(count),
	cacheReadTokens: orNull(count),
	cacheWriteTokens: orNull(
		fc.dictionary(fc.stringMatching(/^[a-zA-Z\d][\w-]*$/u), count, { noNullPrototype: true })
	),
	visibleOutputTokens: orNull(count),
	reasoningTokens: orNull(count),
	outputTokens: orNull(count),
	source: fc.constantFrom('provider' as const, 'estimated' as const),
	raw: json.map(withoutProse)
});
const usage = fc
	.tuple(counts, fc.boolean())
	.map(([each, isMarked]) => ({ ...each, ...(isMarked && { isInconsistent: true as const }) }));

const attemptChanges: fc.Arbitrary<Partial<Attempt>> = fc.record({
	itemId: orNull(text),
	trial: count,
	worker: count,
	outcome: fc.constantFrom(...outcomes),
	errorCode: orNull(text),
	errorMessage: orNull(text),
	httpStatus: orNull(fc.integer({ min: 100, max: 599 })),
	connection: fc.constantFrom('ready' as const, 'opened' as const, 'none' as const),
	dueMs: ms,
	sentMs: orNull(ms),
	headersMs: orNull(ms),
	firstEventMs: orNull(ms),
	firstDeltaMs: orNull(ms),
	firstVisibleMs: orNull(ms),
	lastDeltaMs: orNull(ms),
	endMs: orNull(ms),
	ttftMs: orNull(ms),
	serviceTtftMs: orNull(ms),
	ttfaMs: orNull(ms),
	tpotMs: orNull(ms),
	e2eMs: orNull(ms),
	deltaCount: count,
	usage: orNull(usage),
	costUsd: orNull(fc.constantFrom('0', '0.1', '12345678901234567890.123456789', '0.10')),
	priceVersion: orNull(text),
	serverTimings: json.map(timingsWithoutProse)
});

const grade = fc.record({
	passed: fc.boolean(),
	score: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
	details: json
});

test('Any attempt and answer that core allows come back as they were stored.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	let ordinal = 0;
	await fc.assert(
		fc.asyncProperty(attemptChanges, text, orNull(grade), async (changes, answerText, graded) => {
			const id = `a${++ordinal}`;
			const attempt = sampleAttempt(id, stageId, { ...changes, ordinal });
			const answer = sampleAnswer(id, cellId, { text: answerText, grade: graded });
			await writer.enqueueAttempt({ attempt, answer, evidence: null });
			await writer.flush();
			const after = { ordinal: ordinal - 1, id: '￿' };
			const page = await attemptsOfStage(database, stageId, { limit: 1, after });
			expect(page.attempts).toEqual([attempt]);
			expect(attemptSchema.safeParse(page.attempts[0]).success).toBe(true);
			expect(await answerOf(database, id)).toEqual(answer);
		}),
		{ numRuns: 60 }
	);
});

test('What an endpoint says of itself is stored without sentences, and with all its figures.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const said = 'the patient has been told';
	const raw = { prompt_tokens: 110, details: { cached: 4, note: said }, [said]: 1 };
	const { usage } = sampleAttempt('a', stageId);
	const writer = createWriter(database);
	await writer.enqueueAttempt({
		attempt: sampleAttempt('a', stageId, {
			usage: usage && { ...usage, raw },
			serverTimings: {
				metrics: { note: said },
				headers: { 'server-timing': `a;desc="${said}";dur=3` }
			}
		}),
		answer: null,
		evidence: { ...sampleEvidence('a'), headers: { 'x-request-id': said, server: 'nginx/1.25' } }
	});
	await writer.close();
	await setReportedModel(database, cellId, said);
	const [attempt] = (await attemptsOfStage(database, stageId, { limit: 1 })).attempts;
	expect(attempt?.usage).toEqual({
		...usage,
		raw: { prompt_tokens: 110, details: { cached: 4, note: leftOut }, '[left-out-1]': 1 }
	});
	expect(attempt?.serverTimings).toEqual({
		metrics: { note: leftOut },
		headers: { 'server-timing': 'a;dur=3' }
	});
	expect((await evidenceOf(database, 'a'))?.headers).toEqual({
		'x-request-id': leftOut,
		server: 'nginx/1.25'
	});
	const cells = await cellsOfRun(database, 'run-1');
	expect(cells.find(({ id }) => id === cellId)?.reportedModel).toBe(leftOut);
});

test('A null character or half a surrogate pair that an endpoint sent does not cut the text.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt({
		attempt: sampleAttempt('a', stageId, { errorMessage: 'x\0y\ud83d' }),
		answer: sampleAnswer('a', cellId, { text: '\0before\0after\udc00' }),
		evidence: null
	});
	await writer.close();
	const { attempts } = await attemptsOfStage(database, stageId, { limit: 1 });
	expect(attempts[0]?.errorMessage).toBe('x\ufffdy\ufffd');
	expect((await answerOf(database, 'a'))?.text).toBe('\ufffdbefore\ufffdafter\ufffd');
});

test('Money stays decimal text, and null stays apart from zero.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const costs = ['0.10', '0', null, '0.1000000000000000000001'];
	for (const [ordinal, costUsd] of costs.entries()) {
		const attempt = sampleAttempt(`a${ordinal}`, stageId, { ordinal, costUsd });
		await writer.enqueueAttempt({ attempt, answer: null, evidence: null });
	}
	await writer.close();
	const { attempts } = await attemptsOfStage(database, stageId, { limit: 10 });
	expect(attempts.map(({ costUsd }) => costUsd)).toEqual(costs);
	expect(await numberOf(database, 'SELECT group_concat(typeof(cost_usd)) FROM attempts')).toBe(
		'text,text,null,text'
	);
});

test('Usage that the provider did not send is null as a whole, not an object of nulls.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const attempt = sampleAttempt('a', stageId, {
		outcome: 'timeout',
		usage: null,
		serverTimings: undefined
	});
	await writer.enqueueAttempt({ attempt, answer: null, evidence: null });
	await writer.close();
	const { attempts } = await attemptsOfStage(database, stageId, { limit: 10 });
	expect(attempts).toEqual([{ ...attempt, serverTimings: null }]);
});

test('Pages of any size together are all attempts of the stage once, in the order of its schedule.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const other = await storeRunWithStage(database, 'run-2');
	const writer = createWriter(database);
	const ids: string[] = [];
	for (let ordinal = 0; ordinal < 12; ordinal++) {
		// Every third request was tried again: two attempts at one place of the schedule.
		for (let tries = 0; tries < (ordinal % 3 === 0 ? 2 : 1); tries++) {
			const id = `a-${String(ordinal).padStart(2, '0')}-${tries}`;
			ids.push(id);
			await writer.enqueueAttempt(sampleRecord(id, stageId, cellId, ordinal));
		}
	}
	await writer.enqueueAttempt(sampleRecord('of another stage', other.stageId, other.cellId, 0));
	await writer.close();
	for (let limit = 1; limit <= ids.length + 1; limit++) {
		const seen: string[] = [];
		let after: AttemptCursor | null = null;
		do {
			const page = await attemptsOfStage(database, stageId, { limit, after });
			seen.push(...page.attempts.map(({ id }) => id));
			after = page.next;
		} while (after);
		expect(seen).toEqual(ids);
	}
});

test('The answers of a cell come back by trial and item, or those of one trial.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const answers: Answer[] = [
		sampleAnswer('a0', cellId, { itemId: 'item-2', trial: 0 }),
		sampleAnswer('a1', cellId, { itemId: 'item-1', trial: 1 }),
		sampleAnswer('a2', cellId, { itemId: 'item-1', trial: 0, text: '', grade: null })
	];
	for (const [ordinal, answer] of answers.entries()) {
		const attempt = sampleAttempt(answer.attemptId, stageId, { ordinal });
		await writer.enqueueAttempt({ attempt, answer, evidence: null });
	}
	await writer.close();
	expect(await answersOfCell(database, cellId)).toEqual([answers[2], answers[0], answers[1]]);
	expect(await answersOfCell(database, cellId, { trial: 1 })).toEqual([answers[1]]);
	expect(await answerOf(database, 'none')).toBeNull();
});

test('Evidence comes back with and without the stream.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const kept = sampleRecord('kept', stageId, cellId, 0);
	const bare = sampleRecord('bare', stageId, cellId, 1);
	const empty = sampleRecord('empty', stageId, cellId, 2);
	const evidence = {
		kept: kept.evidence!,
		bare: { ...bare.evidence!, body: null, arrivalOffsets: null, arrivalMs: null },
		empty: {
			...empty.evidence!,
			deltaMs: new Float64Array(),
			body: new Uint8Array(),
			arrivalOffsets: new Uint32Array(),
			arrivalMs: new Float64Array()
		}
	};
	await writer.enqueueAttempt(kept);
	await writer.enqueueAttempt({ ...bare, evidence: evidence.bare });
	await writer.enqueueAttempt({ ...empty, evidence: evidence.empty });
	await writer.close();
	for (const id of ['kept', 'bare', 'empty'] as const) {
		expect(await evidenceOf(database, id)).toEqual(evidence[id]);
	}
});

test('A body of any length comes back byte for byte through the file.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	let ordinal = 0;
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (body) => {
			const record = sampleRecord(`a${ordinal}`, stageId, cellId, ordinal++);
			await writer.enqueueAttempt({ ...record, evidence: { ...record.evidence!, body } });
			await writer.flush();
			expect((await evidenceOf(database, record.attempt.id))?.body).toEqual(body);
		}),
		{ numRuns: 40 }
	);
});

test('Damaged evidence and JSON are named with their attempt.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	await database.write([
		"UPDATE evidence SET body = x'00112233'",
		"UPDATE attempts SET usage_raw_json = '{'",
		"UPDATE answers SET details_json = ''"
	]);
	await expect(evidenceOf(database, 'a')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: expect.stringContaining('the evidence of attempt a is damaged: ') as string
	});
	await expect(attemptsOfStage(database, stageId, { limit: 1 })).rejects.toThrow(
		'usage_raw_json of attempt a: '
	);
	await expect(answersOfCell(database, cellId)).rejects.toThrow(
		'details_json of the answer of attempt a: '
	);
});

test('Evidence with offsets but no moments is refused.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const record = sampleRecord('a', stageId, cellId, 0);
	await expect(
		writer.enqueueAttempt({ ...record, evidence: { ...record.evidence!, arrivalMs: null } })
	).rejects.toThrow('kept together or not at all');
});

/** Texts of prompts and answers in a real file: none is readable there with a key, all of them are with it, and figures need none. */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewsOfAttempts, saveReview } from '#db/answer-reviews.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { findAttempt, listAttemptsPage } from '#db/attempt-list.server.ts';
import { evidenceOf } from '#db/attempts.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import type { DataKeys } from '#db/data-key.ts';
import { markDataKey, requireDataKey } from '#db/data-key-mark.server.ts';
import { countTexts, encryptTexts } from '#db/encrypt-texts.server.ts';
import { insertJudgements, judgementsOfAnswer, judgementsOfRun } from '#db/judgements.server.ts';
import { labelPairsOf } from '#db/label-pairs.server.ts';
import { backUpDatabase, checkDatabase, compactDatabase } from '#db/maintenance.server.ts';
import { purgeTextsOfRun } from '#db/purge.server.ts';
import { finishRun, findRun, listRuns } from '#db/runs.server.ts';
import { answersSideBySide } from '#db/side-by-side.server.ts';
import { finishStage, stagesOfRun } from '#db/stages.server.ts';
import { textOf } from '#db/sql-value.ts';
import { holdsQuotes } from '#db/stored-details.ts';
import { createWriter, type AttemptRecord } from '#db/writer.server.ts';
import { findCanaries } from '../commands/support/find-canaries.ts';
import { migrationsOf } from './support/other-migrations.ts';
import { judgement } from './support/sample-judgements.ts';
import { sampleAnswer, sampleRecord, sampleSummary, storeRunWithStage } from './support/samples.ts';
import { temporaryPath } from './support/temporary-database.ts';
import { using } from './support/using-database.ts';

const canary = 'Canary-4711 lives in Ulm';
const [keyA, keyB] = [randomBytes(32), randomBytes(32)];
const withA: DataKeys = { current: keyA, old: null };
const none: DataKeys = { current: null, old: null };

const label = { expected: 'red', predicted: 'green', how: 'exact' };
const votes = {
	passAt: 4,
	combine: 'majority',
	scores: { complete: 4 },
	votes: { judge: 'pass' },
	reasons: [`judge: ${canary}`]
};

/** Three answers, of which two say the same, with the canary in every text that is kept of a run. */
const store = async (database: Database): Promise<void> => {
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const details = [{ ...label, quote: canary }, votes, { quote: canary }];
	for (const [i, id] of ['a', 'b', 'c'].entries()) {
		const record = sampleRecord(id, stageId, cellId, i);
		await writer.enqueueAttempt({
			...record,
			attempt: { ...record.attempt, errorMessage: `about ${canary}` },
			evidence: record.evidence && {
				...record.evidence,
				body: Buffer.from(`data: ${canary} ${canary} ${canary}\n\n`)
			},
			answer: sampleAnswer(id, cellId, {
				itemId: `item-${id}`,
				text: id === 'b' ? `another ${canary}` : `one ${canary}`,
				grade: { passed: i > 0, score: i > 0 ? 1 : 0, details: details[i]! }
			})
		});
	}
	await writer.close();
	await insertJudgements(database, [
		judgement({ attemptId: 'a', reasons: canary, rawText: `{"reasons":"${canary}"}` }),
		judgement({
			attemptId: 'b',
			state: 'failed',
			outcome: 'error',
			problem: `refused: ${canary}`,
			rawText: '',
			reasons: null,
			scores: null,
			verdict: null
		})
	]);
	await saveReview(database, {
		attemptId: 'a',
		reviewer: 'Ada',
		thumb: 'down',
		comment: `not ${canary}`,
		reviewedAtUtc: '2026-11-20T10:00:00.000Z'
	});
	const failures = [{ message: `HTTP 400: ${canary}`, count: 1 }];
	await finishStage(database, stageId, {
		state: 'complete',
		endedAtUtc: null,
		summary: { ...sampleSummary(), failures }
	});
	await finishRun(database, 'run-1', {
		state: 'failed',
		reason: `because ${canary}`,
		endedAtUtc: null
	});
};

/** Everything that can be read of the run. */
const everything = async (database: Database) => ({
	answers: await answersOfCell(database, 'run-1-cell'),
	bodies: await Promise.all(
		['a', 'b', 'c'].map(async (id) =>
			Buffer.from((await evidenceOf(database, id))?.body ?? []).toString()
		)
	),
	judgements: await judgementsOfRun(database, 'run-1'),
	reviews: await reviewsOfAttempts(database, ['a']),
	attempt: await findAttempt(database, 'a'),
	list: await listAttemptsPage(database, 'run-1-stage', { limit: 5 }),
	stages: await stagesOfRun(database, 'run-1'),
	run: await findRun(database, 'run-1'),
	runs: await listRuns(database, { limit: 5 }),
	sides: await answersSideBySide(database, { cellIds: ['run-1-cell'], limit: 5 }),
	pairs: await labelPairsOf(database, 'run-1-cell'),
	ofAnswer: await judgementsOfAnswer(database, 'c')
});

const canariesIn = async (path: string): Promise<string[]> => {
	const { places } = await findCanaries([canary], { folder: dirname(path), texts: {} });
	return places;
};

describe('texts of prompts and answers', () => {
	it('are read back with the key exactly as they were stored, and are nowhere in the file', async () => {
		const [plainPath, path] = [temporaryPath(), temporaryPath()];
		const plain = await using(plainPath, none, async (database) => {
			await store(database);
			return everything(database);
		});
		// The search finds what it looks for.
		expect((await canariesIn(plainPath)).length).toBeGreaterThan(8);
		const sealed = await using(path, withA, async (database) => {
			await store(database);
			return everything(database);
		});
		expect(await canariesIn(path)).toEqual([]);
		const { attempt, ...others } = sealed;
		const { attempt: plainAttempt, ...plainOthers } = plain;
		expect(others).toEqual(plainOthers);
		// Sealed bytes are a few more.
		expect({ ...attempt, evidence: null }).toEqual({ ...plainAttempt, evidence: null });
	});

	it('are said to be encrypted where the key is missing or another one, and figures are there all the same', async () => {
		const path = temporaryPath();
		await using(path, withA, store);
		for (const [keys, why] of [
			[none, 'encrypted'],
			[{ current: keyB, old: null }, 'other-key']
		] as const) {
			await using(path, keys, async (database) => {
				const answers = await answersOfCell(database, 'run-1-cell');
				expect(answers.map(({ text, textAbsence }) => [text, textAbsence])).toEqual(
					Array.from({ length: 3 }, () => ['', why])
				);
				expect(answers.map(({ grade }) => grade?.passed)).toEqual([false, true, true]);
				expect(answers[0]?.grade?.details).toMatchObject(label);
				expect(answers[1]?.grade?.details).toMatchObject({ passAt: 4, votes: { judge: 'pass' } });
				expect(await judgementsOfRun(database, 'run-1')).toMatchObject([
					{ rawText: '', textAbsence: why, verdict: 'pass', scores: { complete: 4 } },
					{ rawText: '', state: 'failed' }
				]);
				const [stage] = await stagesOfRun(database, 'run-1');
				expect(stage?.summary?.failures[0]?.message).toMatch(/^\[encrypted/u);
				expect((await findRun(database, 'run-1')).run.stateReason).toMatch(/^\[encrypted/u);
				expect(await reviewsOfAttempts(database, ['a'])).toMatchObject([{ thumb: 'down' }]);
				const { items } = await answersSideBySide(database, { cellIds: ['run-1-cell'], limit: 5 });
				expect(items.map((item) => item.answers[0]?.textAbsence)).toEqual([why, why, why]);
				await expect(evidenceOf(database, 'a')).rejects.toMatchObject({
					code: 'E_AUTH',
					hint: expect.stringContaining('BENCH_DATA_KEY') as unknown
				});
				const { texts, ok } = await checkDatabase(database);
				expect(ok).toBe(true);
				expect(texts?.shut[why]).toBe(texts?.encrypted);
			});
		}
	});

	it('that were stored before there was a key are encrypted later, once, and the file then holds none of them', async () => {
		const path = temporaryPath();
		const before = await using(path, none, async (database) => {
			await store(database);
			return everything(database);
		});
		await using(path, withA, async (database) => {
			const first = await encryptTexts(database);
			expect(first).toMatchObject({ reencrypted: 0, left: { damaged: 0 } });
			expect(first.encrypted).toBeGreaterThan(14);
			expect(await encryptTexts(database)).toMatchObject({ encrypted: 0, reencrypted: 0 });
			await compactDatabase(database);
			const { attempt, ...others } = await everything(database);
			const { attempt: attemptBefore, ...othersBefore } = before;
			expect(others).toEqual(othersBefore);
			expect(attempt.answer).toEqual(attemptBefore.answer);
			const { texts } = await checkDatabase(database);
			expect(texts).toMatchObject({ encrypted: first.encrypted, shut: { damaged: 0 } });
			await backUpDatabase(database, `${path}.copy`);
		});
		expect(statSync(`${path}.copy`).size).toBeGreaterThan(0);
		expect(await canariesIn(path)).toEqual([]);
	});

	it('are encrypted anew with the next key, and what was done when it was broken off stays done', async () => {
		const path = temporaryPath();
		const before = await using(path, withA, async (database) => {
			await store(database);
			return everything(database);
		});
		const rotating: DataKeys = { current: keyB, old: keyA };
		await using(path, rotating, async (database) => {
			const stopped = encryptTexts(database, {
				onProgress: () => {
					throw new Error('broken off');
				}
			});
			await expect(stopped).rejects.toThrow('broken off');
			// Both keys are in use now; everything can be read.
			expect((await everything(database)).answers).toEqual(before.answers);
			const { encrypted, reencrypted } = await encryptTexts(database);
			expect(encrypted).toBe(0);
			expect(reencrypted).toBeGreaterThan(5);
		});
		await using(path, { current: keyB, old: null }, async (database) => {
			expect((await everything(database)).answers).toEqual(before.answers);
			const { shut } = await countTexts(database);
			expect(shut).toEqual({ encrypted: 0, 'other-key': 0, damaged: 0 });
		});
		await using(path, withA, async (database) => {
			const { encrypted, shut } = await countTexts(database);
			expect(shut['other-key']).toBe(encrypted);
		});
	});

	it('that are moved to another row are told, and counted by the check', async () => {
		const path = temporaryPath();
		await using(path, withA, async (database) => {
			await store(database);
			await database.write([
				"update answers set text = (select text from answers where attempt_id = 'b') where attempt_id = 'a'",
				"update evidence set body = (select body from evidence where attempt_id = 'b') where attempt_id = 'c'",
				"update attempts set error_message = (select error_message from attempts where id = 'b') where id = 'a'",
				"update judgements set raw_text = (select reasons from judgements where attempt_id = 'a') where attempt_id = 'a'"
			]);
			const answers = await answersOfCell(database, 'run-1-cell');
			expect(answers.map(({ textAbsence }) => textAbsence)).toEqual([
				'damaged',
				undefined,
				undefined
			]);
			await expect(evidenceOf(database, 'c')).rejects.toMatchObject({ code: 'E_DATABASE' });
			const check = await checkDatabase(database);
			expect(check.ok).toBe(false);
			expect(check.texts?.shut.damaged).toBe(4);
			expect((await encryptTexts(database)).left.damaged).toBe(0);
		});
		await using(path, { current: keyB, old: keyA }, async (database) => {
			expect((await encryptTexts(database)).left.damaged).toBe(4);
		});
	});

	it('are purged as plain ones are, with the labels left', async () => {
		const path = temporaryPath();
		await using(path, withA, async (database) => {
			await store(database);
			expect(await purgeTextsOfRun(database, 'run-1')).toMatchObject({ answers: 3, bodies: 3 });
			const answers = await answersOfCell(database, 'run-1-cell');
			expect(answers.map(({ textAbsence }) => textAbsence)).toEqual(['purged', 'purged', 'purged']);
			expect(answers[0]?.grade?.details).toEqual(label);
			expect(await countTexts(database)).toMatchObject({ encrypted: 0 });
		});
	});

	it('that are stored as they are where a key holds are counted by table, with the key and without, until they are encrypted', async () => {
		const path = temporaryPath();
		await using(path, none, async (database) => {
			await store(database);
			expect((await checkDatabase(database)).texts?.plain).toBeNull();
		});
		await using(path, withA, (database) => markDataKey(database, '2026-11-20T10:00:00.000Z'));
		const plain = {
			...{ answers: 6, evidence: 3, judgements: 3, answer_reviews: 1, attempts: 3 },
			...{ stages: 1, runs: 1 }
		};
		for (const keys of [none, withA]) {
			await using(path, keys, async (database) => {
				const found = await checkDatabase(database);
				expect(found).toMatchObject({ ok: false, isWhole: true, texts: { encrypted: 0 } });
				expect(found.texts?.plain).toEqual(plain);
				// It can be copied all the same.
				await backUpDatabase(database, `${path}.copy-${String(keys === none)}`);
			});
		}
		await using(path, withA, encryptTexts);
		for (const keys of [none, withA]) {
			await using(path, keys, async (database) => {
				const { ok, texts } = await checkDatabase(database);
				expect([ok, texts?.plain, texts?.encrypted]).toEqual([true, {}, 18]);
			});
		}
	});

	it.each([
		['no key', none],
		['the key before', withA]
	])(
		'are not taken from whoever had opened the database with %s before the key that holds, and that their run has ended is',
		async (_, before) => {
			const path = temporaryPath();
			const withB: DataKeys = { current: keyB, old: before.current };
			await using(path, before, async (database) => {
				const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
				const record = sampleRecord('a', stageId, cellId, 0);
				const silent = {
					...record,
					answer: sampleAnswer('a', cellId, { text: '', grade: null }),
					evidence: null
				};
				const written = async (each: AttemptRecord): Promise<void> => {
					const writer = createWriter(database);
					await writer.enqueueAttempt(each);
					await writer.close();
				};
				await written(silent);
				await requireDataKey(database, '2026-11-20T10:00:00.000Z');
				await using(path, withB, (other) => markDataKey(other, '2026-11-20T11:00:00.000Z'));
				const next = sampleRecord('b', stageId, cellId, 1);
				const body = Buffer.from(`data: ${canary}\n\n`);
				const failures = [{ message: canary, count: 1 }];
				const grade = { passed: true, score: 1, details: { quote: canary } };
				const tries: Record<string, () => Promise<unknown>> = {
					answer: () =>
						written({
							...next,
							evidence: null,
							answer: sampleAnswer('b', cellId, { text: canary, grade: null })
						}),
					details: () =>
						written({
							...next,
							evidence: null,
							answer: sampleAnswer('b', cellId, { text: '', grade })
						}),
					message: () =>
						written({
							...silent,
							answer: null,
							attempt: { ...next.attempt, errorMessage: canary }
						}),
					body: () =>
						written({
							...next,
							answer: null,
							evidence: next.evidence && { ...next.evidence, body }
						}),
					judgement: () =>
						insertJudgements(database, [judgement({ attemptId: 'a', rawText: canary })]),
					failedJudgement: () =>
						insertJudgements(database, [
							judgement({
								...{ attemptId: 'a', state: 'failed', outcome: 'error', problem: canary },
								...{ rawText: '', reasons: null, scores: null, verdict: null }
							})
						]),
					comment: () =>
						saveReview(database, {
							attemptId: 'a',
							reviewer: 'Ada',
							thumb: 'down',
							comment: canary,
							reviewedAtUtc: '2026-11-20T10:00:00.000Z'
						}),
					failures: () =>
						finishStage(database, stageId, {
							state: 'complete',
							endedAtUtc: null,
							summary: { ...sampleSummary(), failures }
						})
				};
				for (const [what, store] of Object.entries(tries)) {
					await expect(store(), what).rejects.toMatchObject({
						code: 'E_DATABASE',
						message: expect.stringContaining('encrypted with a key that this command') as string,
						hint: expect.stringContaining('BENCH_DATA_KEY') as string
					});
				}
				// What has no text is taken.
				await written({ ...silent, answer: null, attempt: next.attempt });
				await finishRun(database, 'run-1', { state: 'failed', reason: canary, endedAtUtc: null });
				expect((await findRun(database, 'run-1')).run).toMatchObject({
					state: 'failed',
					stateReason: null
				});
			});
			await using(path, { current: keyB, old: null }, async (database) => {
				const { ok, counts, texts } = await checkDatabase(database);
				expect([ok, counts.attempts, texts]).toMatchObject([
					true,
					2,
					{ encrypted: 0, plain: {}, shut: { 'other-key': 0 } }
				]);
				// Who has the key that holds stores everything.
				await finishRun(database, 'run-1', { state: 'failed', reason: canary, endedAtUtc: null });
				expect((await findRun(database, 'run-1')).run.stateReason).toBe(canary);
			});
			expect(await canariesIn(path)).toEqual([]);
		}
	);

	it('have left the ends of searches that an endpoint ended, in databases of before', async () => {
		const path = temporaryPath();
		const older = migrationsOf((entries) => entries.slice(0, 16));
		const ended = async (database: Database): Promise<unknown> => {
			const [row] = await database.readSql(
				"select summary_json -> '$.capacitySearch.ended' as ended from stages"
			);
			return JSON.parse(textOf(row?.['ended']));
		};
		const database = await openDatabase(`file:${path}`, { migrationsFolder: older });
		const { stageId } = await storeRunWithStage(database, 'run-1');
		await finishStage(database, stageId, {
			...{ state: 'interrupted', endedAtUtc: null },
			summary: {
				...sampleSummary(),
				capacitySearch: {
					...{ purpose: 'probe' as const, sloShare: 0.95, precision: 0.1 },
					ended: { why: 'refused', reason: `the endpoint ended the search: ${canary}` }
				}
			}
		});
		await database.close();
		await using(path, none, async (upgraded) => {
			expect(await ended(upgraded)).toEqual({
				why: 'refused',
				reason: 'the endpoint ended the search'
			});
		});
	});

	it('are quoted by no details that are taken as they are, and what quotes nothing is', async () => {
		await using(temporaryPath(), none, async (database) => {
			const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
			const writer = createWriter(database);
			await writer.enqueueAttempt({
				...sampleRecord('a', stageId, cellId, 0),
				answer: sampleAnswer('a', cellId, { text: '' }),
				evidence: null
			});
			await writer.close();
			await database.write([
				"insert into data_keys (key_id, since_utc) values ('00', '2026-11-20T10:00:00.000Z')"
			]);
			const names = ['expected', 'predicted', 'how', 'passAt', 'combine', 'votes', 'quote'];
			const values = fc.constantFrom(null, 1, 0.5, 'red', 'exact', 'none', {}, ['red'], { a: 'b' });
			const isTaken = async (details: unknown): Promise<boolean> => {
				const args = [JSON.stringify(details)];
				return database.write([{ sql: 'update answers set details_json = ?', args }]).then(
					() => true,
					() => false
				);
			};
			await fc.assert(
				fc.asyncProperty(
					fc.oneof(
						fc.dictionary(fc.constantFrom(...names), values),
						fc.record(
							{
								expected: fc.constant('red'),
								predicted: fc.constantFrom(null, 'red', 2),
								how: fc.constantFrom('exact', 'none', 'other'),
								quote: values
							},
							{ requiredKeys: ['expected', 'predicted'] }
						),
						fc.record(
							{
								passAt: fc.constantFrom(4, 0.5, '4'),
								combine: fc.constant('median'),
								votes: fc.constantFrom({}, { j: 'pass' }, []),
								scores: values,
								reasons: values
							},
							{ requiredKeys: ['passAt', 'combine', 'votes'] }
						),
						values
					),
					async (details) => {
						expect(await isTaken(details)).toBe(!holdsQuotes(details));
					}
				),
				{ numRuns: 300 }
			);
		});
	});

	it('are nowhere to be found once they were purged: what is left of them needs no key', async () => {
		const path = temporaryPath();
		await using(path, withA, async (database) => {
			await store(database);
			await markDataKey(database, '2026-11-20T10:00:00.000Z');
			await purgeTextsOfRun(database, 'run-1');
			expect(await encryptTexts(database)).toMatchObject({ encrypted: 0, reencrypted: 0 });
		});
		await using(path, none, async (database) => {
			const { ok, texts } = await checkDatabase(database);
			expect([ok, texts?.plain, texts?.encrypted]).toEqual([true, {}, 0]);
		});
	});

	it('take a key to be encrypted', async () => {
		await using(temporaryPath(), none, async (database) => {
			await expect(encryptTexts(database)).rejects.toMatchObject({ code: 'E_USAGE' });
		});
	});

	it('have the same size on the disk but for 37 bytes each', async () => {
		const [plainPath, path] = [temporaryPath(), temporaryPath()];
		await using(plainPath, none, store);
		await using(path, withA, store);
		const lengthsOf = (at: string, keys: DataKeys): Promise<unknown[]> =>
			using(at, keys, async (database) =>
				(
					await database.readSql(
						'select length(cast(text as blob)) as n from answers order by attempt_id'
					)
				).map(({ n }) => n)
			);
		const plain = (await lengthsOf(plainPath, none)) as number[];
		expect(await lengthsOf(path, withA)).toEqual(plain.map((n) => n + 37));
		expect(readFileSync(path).includes(keyA)).toBe(false);
	});
});

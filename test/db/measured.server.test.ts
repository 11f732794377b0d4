/** What a run measured, from a real database: the newest run, exact sums, and streams of usages. */
import { describe, expect, test } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import { toDecimal } from '#core/decimal.ts';
import type { AttemptUsage } from '#core/measured.ts';
import { createRandom } from '#core/random.ts';
import type { Cell } from '#core/run.ts';
import { targetSchema } from '#core/target.ts';
import type { Usage } from '#core/usage.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { costOf } from '#db/measured-counts.server.ts';
import { claimRun } from '#db/run-claims.server.ts';
import { latestRunOf, measuredCellsOf, usagesOfCell } from '#db/measured.server.ts';
import { findRun, finishRun, insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { createWriter, type AttemptRecord } from '#db/writer.server.ts';
import {
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary,
	storeRunWithStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const endedAtUtc = '2026-11-20T10:05:00.000Z';

const selfHosted = targetSchema.parse({
	kind: 'self-hosted',
	id: 'own',
	protocol: 'openai-chat',
	baseUrl: 'http://127.0.0.1:8000/v1',
	model: 'm',
	price: { kind: 'per-hour', usdPerHour: '2.50', source: 'a test', checkedOn: '2026-11-01' }
});

const storeRun = async (
	database: Database,
	id: string,
	{
		startedAtUtc,
		state = 'complete',
		cell = {},
		emulatedAnswers = false
	}: {
		startedAtUtc: string;
		state?: 'complete' | 'interrupted';
		cell?: Partial<Cell>;
		emulatedAnswers?: boolean;
	}
): Promise<void> => {
	await insertRun(database, sampleRun(id, { startedAtUtc }), sampleOwner);
	await insertCell(database, sampleCell(`${id}-cell`, id, cell));
	await insertStage(database, sampleStage(`${id}-stage`, `${id}-cell`));
	const summary = { ...sampleSummary(), emulated: emulatedAnswers };
	await finishStage(database, `${id}-stage`, { state: 'complete', endedAtUtc, summary });
	await finishRun(database, id, { state, reason: null, endedAtUtc });
};

const store = async (database: Database, records: AttemptRecord[]): Promise<void> => {
	const writer = createWriter(database);
	for (const record of records) await writer.enqueueAttempt(record);
	await writer.close();
};

const listed = async (usages: AsyncIterable<AttemptUsage>): Promise<AttemptUsage[]> => {
	const all: AttemptUsage[] = [];
	for await (const each of usages) all.push(each);
	return all;
};

const usage = (changes: Partial<Usage>): Usage => ({
	uncachedInputTokens: null,
	cacheReadTokens: null,
	cacheWriteTokens: null,
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: null,
	source: 'provider',
	raw: null,
	...changes
});

describe('the newest run of a scenario', () => {
	test('is complete, measured it, judged once more or not, and is not emulated unless asked for.', async () => {
		const database = await openTemporary(temporaryPath());
		const own = { target: selfHosted };
		const at = (hour: number): string => `2026-11-20T${hour}:00:00.000Z`;
		await storeRun(database, 'r1', { startedAtUtc: at(10), cell: own });
		await storeRun(database, 'r2', { startedAtUtc: at(11), cell: own });
		await storeRun(database, 'r3', { startedAtUtc: at(12), cell: own, emulatedAnswers: true });
		await storeRun(database, 'r4', { startedAtUtc: at(13) });
		await storeRun(database, 'r5', { startedAtUtc: at(14), cell: own, state: 'interrupted' });
		await storeRun(database, 'r6', {
			startedAtUtc: at(15),
			cell: { ...own, scenarioId: 'invoice-extraction' }
		});
		expect(await latestRunOf(database, 'ticket-triage')).toEqual({
			id: 'r2',
			name: 'a run',
			startedAtUtc: at(11)
		});
		expect(await latestRunOf(database, 'ticket-triage', { includeEmulated: true })).toMatchObject({
			id: 'r4'
		});
		expect(await latestRunOf(database, 'invoice-extraction')).toMatchObject({ id: 'r6' });
		const asked = await findRun(database, 'r2');
		await claimRun(database, asked, { processId: 7, hostName: 'a judge’s' });
		expect(await latestRunOf(database, 'ticket-triage')).toMatchObject({ id: 'r2' });
	});

	test('is none where nothing was measured.', async () => {
		const database = await openTemporary(temporaryPath());
		await storeRun(database, 'r1', { startedAtUtc: '2026-11-20T10:00:00.000Z' });
		expect(await latestRunOf(database, 'ticket-triage')).toBeNull();
		expect(await latestRunOf(database, 'unknown', { includeEmulated: true })).toBeNull();
	});
});

describe('a measured cell', () => {
	test('has its stages, its price, and says where no model was behind it.', async () => {
		const database = await openTemporary(temporaryPath());
		await storeRun(database, 'r1', {
			startedAtUtc: '2026-11-20T10:00:00.000Z',
			cell: { target: selfHosted }
		});
		await insertCell(
			database,
			sampleCell('other', 'r1', { ordinal: 1, scenarioId: 'invoice-extraction' })
		);
		const [first, second] = await measuredCellsOf(database, 'r1');
		expect(first).toMatchObject({ cell: { id: 'r1-cell' }, emulated: false });
		expect(first!.stages).toHaveLength(1);
		expect(first!.price).toMatchObject({ kind: 'per-hour', usdPerHour: '2.50' });
		expect(second).toMatchObject({ cell: { id: 'other' }, emulated: true, stages: [] });
		const ofScenario = await measuredCellsOf(database, 'r1', { scenarioId: 'ticket-triage' });
		expect(ofScenario.map(({ cell }) => cell.id)).toEqual(['r1-cell']);
		expect(await measuredCellsOf(database, 'none')).toEqual([]);
	});

	test('without any answer knows nothing, and counts nothing as 0 tokens.', async () => {
		const database = await openTemporary(temporaryPath());
		await storeRunWithStage(database, 'r1');
		const [cell] = await measuredCellsOf(database, 'r1');
		expect(cell!.tokens.output).toMatchObject({ n: 0, mean: null, standardErrorOfMean: null });
		expect(cell!.tokens).toMatchObject({ cacheWrite: {}, withoutUsage: 0, estimated: 0 });
		expect(cell!.tokens.cacheReadShare.value).toBeNull();
		expect(cell!.attempts).toEqual({
			attempts: 0,
			requests: 0,
			answeredRequests: 0,
			answeredAttempts: 0,
			unansweredWithUsage: 0,
			attemptsPerAnswer: null,
			paidAttemptsPerAnswer: null
		});
		expect(cell!.cost).toEqual({ usd: null, priced: 0, answeredWithoutCost: 0 });
		expect(cell!.grades).toEqual({ items: 0, graded: 0, passed: 0 });
	});

	test('sums tokens by kind and leaves out what the provider does not say.', async () => {
		const database = await openTemporary(temporaryPath());
		const { stageId } = await storeRunWithStage(database, 'r1');
		const attempt = (ordinal: number, changes: Partial<Attempt>): AttemptRecord => ({
			attempt: sampleAttempt(`a${ordinal}`, stageId, { ordinal, costUsd: null, ...changes }),
			answer: null,
			evidence: null
		});
		await store(database, [
			attempt(0, {
				itemId: 'i1',
				usage: usage({
					uncachedInputTokens: 100,
					cacheReadTokens: 300,
					cacheWriteTokens: { '5m': 40, '1h': 60 },
					outputTokens: 20,
					visibleOutputTokens: 5,
					reasoningTokens: 15
				})
			}),
			attempt(1, {
				itemId: 'i1',
				trial: 1,
				usage: usage({
					uncachedInputTokens: 200,
					cacheReadTokens: 0,
					cacheWriteTokens: { '5m': 20 },
					outputTokens: 30,
					source: 'estimated'
				})
			}),
			attempt(2, {
				itemId: 'i2',
				outcome: 'length',
				usage: usage({ uncachedInputTokens: 600, outputTokens: 100 })
			}),
			attempt(3, { itemId: 'i3', usage: null }),
			// What brought no whole answer says nothing about one.
			attempt(4, {
				itemId: 'i4',
				outcome: 'truncated',
				usage: usage({ uncachedInputTokens: 1e6, outputTokens: 1e6 })
			})
		]);
		const [{ tokens } = { tokens: null }] = await measuredCellsOf(database, 'r1');
		expect(tokens).toMatchObject({
			totalInput: { n: 3, sum: '1320', mean: '440', clusters: 2 },
			uncachedInput: { n: 3, sum: '900', sumOfSquares: '410000', mean: '300', variance: 70_000 },
			cacheRead: { n: 2, sum: '300', clusters: 1, standardErrorOfMean: null },
			output: { n: 3, sum: '150', mean: '50', clusters: 2 },
			visibleOutput: { n: 1, sum: '5', variance: null },
			reasoning: { n: 1, sum: '15' },
			cacheWrite: {
				'5m': { n: 2, sum: '60', sumOfSquares: '2000', mean: '30' },
				'1h': { n: 2, sum: '60', mean: '30' }
			},
			// Of 720 input tokens whose usage speaks of the cache.
			cacheReadShare: { value: '0.41666666666666666667', clusters: 1 },
			cacheableShare: { value: '0.58333333333333333333' },
			withoutUsage: 1,
			estimated: 1
		});
		// Items 1 and 2 differ by 25 tokens an answer each way: (2 × 25)² + 50², clustered, over 3 answers.
		expect(tokens!.output.standardErrorOfMean).toBeCloseTo(Math.sqrt(2 * (2_500 + 2_500)) / 3, 9);
	});

	test('sums what plain arithmetic over the single attempts sums, with items and without.', async () => {
		const database = await openTemporary(temporaryPath());
		const { stageId } = await storeRunWithStage(database, 'r1');
		const random = createRandom(5, 'measured');
		const below = (n: number): number => Math.floor(random() * n);
		const records = Array.from({ length: 400 }, (_, ordinal): AttemptRecord => ({
			attempt: sampleAttempt(`a${ordinal}`, stageId, {
				ordinal,
				itemId: below(2) === 0 ? null : `i${below(30)}`,
				usage: usage({
					uncachedInputTokens: below(5_000_000),
					cacheReadTokens: below(3) === 0 ? null : below(3_000_000),
					cacheWriteTokens: below(3) === 0 ? null : { '5m': below(900_000) },
					outputTokens: below(5_000_000)
				}),
				costUsd: below(4) === 0 ? null : `0.${String(below(1e9)).padStart(12, '0')}`
			}),
			answer: null,
			evidence: null
		}));
		await store(database, records);
		const [cell] = await measuredCellsOf(database, 'r1');
		const all = records.map(({ attempt }) => attempt);

		const outputs = all.map((each) => BigInt(each.usage!.outputTokens!));
		expect(cell!.tokens.output).toMatchObject({
			n: 400,
			sum: String(outputs.reduce((sum, n) => sum + n, 0n)),
			sumOfSquares: String(outputs.reduce((sum, n) => sum + n * n, 0n))
		});
		const clusters = Map.groupBy(all, (each) => each.itemId ?? each.id);
		expect(cell!.tokens.output.clusters).toBe(clusters.size);

		const read = all.filter((each) => each.usage!.cacheReadTokens !== null);
		const inputOf = ({ usage: seen }: Attempt): number =>
			seen!.uncachedInputTokens! +
			(seen!.cacheReadTokens ?? 0) +
			(seen!.cacheWriteTokens?.['5m'] ?? 0);
		const cached = read.reduce((sum, each) => sum + each.usage!.cacheReadTokens!, 0);
		const share = cached / read.reduce((sum, each) => sum + inputOf(each), 0);
		const { cacheReadShare, totalInput } = cell!.tokens;
		expect(Number(cacheReadShare.value)).toBeCloseTo(share, 12);
		expect(totalInput.sum).toBe(String(all.reduce((sum, each) => sum + inputOf(each), 0)));
		const residuals = [...Map.groupBy(read, (each) => each.itemId ?? each.id).values()].map(
			(ofItem) =>
				ofItem.reduce((sum, each) => sum + each.usage!.cacheReadTokens! - share * inputOf(each), 0)
		);
		const m = residuals.length;
		const error =
			Math.sqrt((m / (m - 1)) * residuals.reduce((sum, each) => sum + each ** 2, 0)) /
			read.reduce((sum, each) => sum + inputOf(each), 0);
		expect(cacheReadShare.standardError! / error).toBeCloseTo(1, 6);

		const costs = all.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
		expect(cell!.cost).toEqual({
			usd: costs.reduce((sum, each) => sum.plus(each), toDecimal(0)).toFixed(),
			priced: costs.length,
			answeredWithoutCost: 400 - costs.length
		});
		// However few costs are held at once.
		expect(await costOf(database, cell!.cell.id, { pageSize: 7 })).toEqual(cell!.cost);
	});

	test('counts retries: all of them, and those that are paid.', async () => {
		const database = await openTemporary(temporaryPath());
		const { stageId } = await storeRunWithStage(database, 'r1');
		const attempt = (id: string, ordinal: number, changes: Partial<Attempt>): AttemptRecord => ({
			attempt: sampleAttempt(id, stageId, { ordinal, ...changes }),
			answer: null,
			evidence: null
		});
		await store(database, [
			attempt('a0', 0, {}),
			attempt('a1', 1, { outcome: 'rate-limited', usage: null, costUsd: null }),
			attempt('a1-retry', 1, { outcome: 'truncated' }),
			attempt('a1-retry-2', 1, { outcome: 'refused' }),
			attempt('a2', 2, { outcome: 'error', usage: null, costUsd: null })
		]);
		const [cell] = await measuredCellsOf(database, 'r1');
		expect(cell!.attempts).toEqual({
			attempts: 5,
			requests: 3,
			answeredRequests: 2,
			answeredAttempts: 2,
			unansweredWithUsage: 1,
			attemptsPerAnswer: '2.5',
			paidAttemptsPerAnswer: '1.5'
		});
		expect(cell!.cost).toEqual({ usd: '0.0000462', priced: 3, answeredWithoutCost: 0 });
	});
});

test('Usages come one by one, in order, with the moment at which they were sent, as many as asked for.', async () => {
	const database = await openTemporary(temporaryPath());
	const { cellId, stageId } = await storeRunWithStage(database, 'r1');
	await insertStage(database, sampleStage('later', cellId, { ordinal: 1 }));
	const record = (
		id: string,
		stage: string,
		ordinal: number,
		changes: Partial<Attempt> = {}
	): AttemptRecord => ({
		attempt: sampleAttempt(id, stage, { ordinal, ...changes }),
		answer: null,
		evidence: null
	});
	// More than one page.
	const many = Array.from({ length: 1_200 }, (_, i) => record(`a${i}`, stageId, i));
	await store(database, [
		...many,
		record('failed', stageId, 1_200, { outcome: 'timeout', usage: null }),
		record('again', 'later', 0, { trial: 1, sentMs: 1_500.25 }),
		record('last', 'later', 1, { sentMs: null })
	]);
	const ids = async (options: Parameters<typeof usagesOfCell>[2]): Promise<string[]> =>
		(await listed(usagesOfCell(database, cellId, options))).map(({ attemptId }) => attemptId);
	const all = await listed(usagesOfCell(database, cellId));
	expect(all.map(({ attemptId }) => attemptId)).toEqual([
		...many.map(({ attempt }) => attempt.id),
		'again',
		'last'
	]);
	expect(all[0]).toEqual({
		attemptId: 'a0',
		stageId,
		itemId: 'item-1',
		trial: 0,
		outcome: 'ok',
		usage: many[0]!.attempt.usage,
		costUsd: '0.0000154',
		sentAtUtc: '2026-11-20T10:00:01.010Z'
	});
	expect(all.at(-2)).toMatchObject({ sentAtUtc: '2026-11-20T10:00:02.500Z' });
	expect(all.at(-1)).toMatchObject({ sentAtUtc: null });
	expect(await ids({ limit: 2 })).toEqual(['a0', 'a1']);
	expect(await ids({ limit: 0 })).toEqual([]);
	expect(await ids({ limit: 1_100 })).toHaveLength(1_100);
	expect((await ids({ firstTrialOnly: true })).slice(-2)).toEqual(['a1199', 'last']);
});

/** A finished run in a real database: endpoints with load levels, usages and grades as a test wants them. */
import { configSchema } from '#core/config.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetSchema, type Target } from '#core/target.ts';
import { insertCell } from '#db/cells.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { finishRun, insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary
} from '../../db/support/samples.ts';

export interface MeasuredTarget {
	target: Target;
	/** Offered rates, requests/s, with the share that met the objective; null for a closed loop. */
	levels: readonly { offeredPerS: number | null; sloMetShare: number }[];
	/** Items from the first on that it answers right. */
	right: number;
	emulatedAnswers?: boolean;
}

export interface MeasuredRunOptions {
	id: string;
	useCase: string;
	targets: readonly MeasuredTarget[];
	startedAtUtc?: string;
	/** Items that every target answers. */
	items?: number;
}

/** An endpoint without a price. */
export const unpricedTarget = targetSchema.parse({
	kind: 'self-hosted',
	id: 'ours',
	protocol: 'openai-chat',
	baseUrl: 'http://127.0.0.1:8000/v1',
	model: 'tiny-8b'
});

/** An endpoint that is rented by the hour. */
export const rentedTarget = targetSchema.parse({
	kind: 'self-hosted',
	id: 'ours',
	title: 'open 8B on one GPU',
	protocol: 'openai-chat',
	baseUrl: 'http://127.0.0.1:8000/v1',
	model: 'tiny-8b',
	price: {
		kind: 'per-hour',
		usdPerHour: '2.50',
		source: 'offer of a vendor',
		checkedOn: '2026-11-01'
	}
});

/** An API that is paid by the token. */
export const boughtTarget = targetSchema.parse({
	kind: 'measured-api',
	id: 'api',
	title: 'frontier API',
	protocol: 'openai-chat',
	baseUrl: 'https://api.example.com/v1',
	model: 'frontier-1',
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '2',
		outputUsdPerMtok: '8',
		source: 'price list of the vendor',
		checkedOn: '2026-11-01'
	}
});

const endedAtUtc = '2026-11-20T10:05:00.000Z';

const summaryOf = (
	{ offeredPerS, sloMetShare }: MeasuredTarget['levels'][number],
	emulated: boolean
): StageSummary => ({
	...sampleSummary(),
	emulated,
	offered: 600,
	completed: 600,
	offeredPerS,
	requestsPerS: offeredPerS ?? 3,
	sloMetShare,
	validity: { verdict: 'valid', reasons: [] }
});

/** Stores it and closes the database again. */
export const storeMeasuredRun = async (
	databaseUrl: string,
	{
		id,
		useCase,
		targets,
		startedAtUtc = '2026-11-20T10:00:00.000Z',
		items = 40
	}: MeasuredRunOptions
): Promise<void> => {
	const database = await openDatabase(databaseUrl);
	const config = configSchema.parse({
		name: 'measured',
		scenarios: [{ use: useCase }],
		targets: targets.map(({ target }) => target),
		loads: [{ kind: 'closed', concurrency: 2, requests: 10 }],
		maxSpendUsd: 10
	});
	await insertRun(database, sampleRun(id, { startedAtUtc, config }), sampleOwner);
	const writer = createWriter(database);
	for (const [ordinal, { target, levels, right, emulatedAnswers = false }] of targets.entries()) {
		const cellId = `${id}-${target.id}`;
		await insertCell(database, sampleCell(cellId, id, { ordinal, target, scenarioId: useCase }));
		for (const [level, each] of levels.entries()) {
			const stageId = `${cellId}-${String(level)}`;
			await insertStage(database, sampleStage(stageId, cellId, { ordinal: level, startedAtUtc }));
			await finishStage(database, stageId, {
				state: 'complete',
				endedAtUtc,
				summary: summaryOf(each, emulatedAnswers)
			});
			if (level > 0) continue;
			for (let item = 0; item < items; item++) {
				const attemptId = `${stageId}-${String(item)}`;
				const itemId = `item-${String(item)}`;
				await writer.enqueueAttempt({
					attempt: sampleAttempt(attemptId, stageId, {
						ordinal: item,
						itemId,
						usage: {
							uncachedInputTokens: 500,
							cacheReadTokens: 0,
							cacheWriteTokens: null,
							visibleOutputTokens: 20,
							reasoningTokens: null,
							outputTokens: 20,
							source: 'provider',
							raw: null
						}
					}),
					answer: sampleAnswer(attemptId, cellId, {
						itemId,
						grade: { passed: item < right, score: item < right ? 1 : 0, details: {} }
					}),
					evidence: null
				});
			}
		}
	}
	await writer.close();
	await finishRun(database, id, { state: 'complete', reason: null, endedAtUtc });
	await database.close();
};

/** A finished run in a real database: endpoints with load levels, usages and grades as a test wants them. */
import { configSchema } from '#core/config.ts';
import type { RateLimit } from '#core/rate-limit.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetSchema, type Target } from '#core/target.ts';
import { insertCell } from '#db/cells.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { finishRun, insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { createWriter, type AttemptRecord } from '#db/writer.server.ts';
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
	levels: readonly {
		offeredPerS: number | null;
		sloMetShare: number;
		/** Whole answers, 600 where absent. */
		completed?: number;
		/** What the stage has cost, USD, decimal text; that of the sample where absent. */
		costUsd?: string;
		/** What its headers said of rate limits; nothing where absent. */
		rateLimit?: RateLimit;
	}[];
	/** Items from the first on that it answers right. */
	right: number;
	emulatedAnswers?: boolean;
	/** Where answers differ: by index of the item, what differs from 500 tokens in, 20 out, the sample's cost and `right`. */
	answer?: (item: number) => MeasuredAnswer;
}

export interface MeasuredAnswer {
	/** Null where no answer arrived. */
	right?: boolean | null;
	inputTokens?: number;
	outputTokens?: number;
	/** Null: nobody counted the tokens. */
	usage?: null;
	/** Whether its token counts contradict each other. */
	isInconsistent?: boolean;
	/** As priced in the run. */
	costUsd?: string | null;
}

export interface MeasuredRunOptions {
	id: string;
	useCase: string;
	targets: readonly MeasuredTarget[];
	startedAtUtc?: string;
	/** Items that every target answers. */
	items?: number;
	/** That of the sample where absent. */
	scenarioHash?: string;
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
	{
		offeredPerS,
		sloMetShare,
		completed = 600,
		costUsd,
		rateLimit
	}: MeasuredTarget['levels'][number],
	{ target, emulatedAnswers = false, answer }: MeasuredTarget,
	answers: number
): StageSummary => {
	const sample = sampleSummary();
	const isHourly = 'price' in target && target.price?.kind === 'per-hour';
	return {
		...sample,
		emulated: emulatedAnswers,
		offered: completed,
		completed,
		costUsd: costUsd ?? sample.costUsd,
		costBasis: isHourly ? 'per-hour' : sample.costBasis,
		offeredPerS,
		requestsPerS: offeredPerS ?? 3,
		sloMetShare,
		rateLimit: rateLimit ?? null,
		inconsistentUsage: Array.from({ length: answers }, (_, item) => answer?.(item)).filter(
			(each) => each?.isInconsistent === true
		).length,
		validity: { verdict: 'valid', reasons: [] }
	};
};

const recordOf = (
	{
		right,
		inputTokens = 500,
		outputTokens = 20,
		usage,
		isInconsistent = false,
		costUsd
	}: MeasuredAnswer,
	{
		item,
		stageId,
		cellId,
		isRight
	}: { item: number; stageId: string; cellId: string; isRight: boolean }
): AttemptRecord => {
	const attemptId = `${stageId}-${String(item)}`;
	const itemId = `item-${String(item)}`;
	return {
		attempt: sampleAttempt(attemptId, stageId, {
			ordinal: item,
			itemId,
			...(costUsd === undefined ? {} : { costUsd }),
			usage:
				usage === null
					? null
					: {
							uncachedInputTokens: inputTokens,
							cacheReadTokens: 0,
							cacheWriteTokens: null,
							visibleOutputTokens: outputTokens,
							reasoningTokens: null,
							outputTokens,
							source: 'provider',
							...(isInconsistent && { isInconsistent: true as const }),
							raw: null
						}
		}),
		answer: sampleAnswer(attemptId, cellId, {
			itemId,
			grade: right === null ? null : { passed: isRight, score: isRight ? 1 : 0, details: {} }
		}),
		evidence: null
	};
};

/** Stores it and closes the database again. */
export const storeMeasuredRun = async (
	databaseUrl: string,
	{
		id,
		useCase,
		targets,
		startedAtUtc = '2026-11-20T10:00:00.000Z',
		items = 40,
		scenarioHash
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
	for (const [ordinal, measured] of targets.entries()) {
		const { target, levels, right } = measured;
		const cellId = `${id}-${target.id}`;
		await insertCell(
			database,
			sampleCell(cellId, id, {
				ordinal,
				target,
				scenarioId: useCase,
				...(scenarioHash === undefined ? {} : { scenarioHash })
			})
		);
		for (const [level, each] of levels.entries()) {
			const stageId = `${cellId}-${String(level)}`;
			await insertStage(database, sampleStage(stageId, cellId, { ordinal: level, startedAtUtc }));
			await finishStage(database, stageId, {
				state: 'complete',
				endedAtUtc,
				// Answers are stored of the first stage alone.
				summary: summaryOf(each, measured, level > 0 ? 0 : items)
			});
			if (level > 0) continue;
			for (let item = 0; item < items; item++) {
				const answer = measured.answer?.(item) ?? {};
				await writer.enqueueAttempt(
					recordOf(answer, { item, stageId, cellId, isRight: answer.right ?? item < right })
				);
			}
		}
	}
	await writer.close();
	await finishRun(database, id, { state: 'complete', reason: null, endedAtUtc });
	await database.close();
};

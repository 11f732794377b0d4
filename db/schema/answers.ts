/** Tables of single requests: attempts, answers with their grades, what people and judges said of them, and the evidence that is kept. */
import { sql } from 'drizzle-orm';
import { blob, check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { textAbsences, ungradedReasons } from '#core/answer.ts';
import { thumbs } from '#core/answer-review.ts';
import { attemptSchema, type Attempt } from '#core/attempt.ts';
import { judgementOrders, judgementStates } from '#core/judgement.ts';
import { outcomes } from '#core/outcome.ts';
import { usageSchema, type Usage } from '#core/usage.ts';
import { runs, cells, stages } from './runs.ts';
import { keptText, oneOf } from './columns.ts';

/** One row per HTTP request. Moments are milliseconds on the clock of the stage, null where the event never came. */
export const attempts = sqliteTable(
	'attempts',
	{
		id: text('id').primaryKey(),
		stageId: text('stage_id')
			.notNull()
			.references(() => stages.id, { onDelete: 'cascade' }),
		ordinal: integer('ordinal').notNull(),
		/** Place in its conversation, from 0. */
		turn: integer('turn').notNull().default(0),
		itemId: text('item_id'),
		trial: integer('trial').notNull(),
		worker: integer('worker').notNull(),
		outcome: text('outcome', { enum: outcomes }).notNull(),
		errorCode: text('error_code'),
		errorMessage: keptText('error_message'),
		httpStatus: integer('http_status'),
		connection: text('connection').$type<Attempt['connection']>().notNull(),
		dueMs: real('due_ms').notNull(),
		sentMs: real('sent_ms'),
		headersMs: real('headers_ms'),
		firstEventMs: real('first_event_ms'),
		firstDeltaMs: real('first_delta_ms'),
		firstVisibleMs: real('first_visible_ms'),
		lastDeltaMs: real('last_delta_ms'),
		endMs: real('end_ms'),
		ttftMs: real('ttft_ms'),
		serviceTtftMs: real('service_ttft_ms'),
		ttfaMs: real('ttfa_ms'),
		tpotMs: real('tpot_ms'),
		e2eMs: real('e2e_ms'),
		deltaCount: integer('delta_count').notNull(),
		/** Token counts are null where the provider did not say; all of them and the source where there was no usage. */
		uncachedInputTokens: integer('uncached_input_tokens'),
		cacheReadTokens: integer('cache_read_tokens'),
		/** Tokens by time-to-live, such as `{"5m":10}`. */
		cacheWriteTokensJson: text('cache_write_tokens_json'),
		visibleOutputTokens: integer('visible_output_tokens'),
		reasoningTokens: integer('reasoning_tokens'),
		outputTokens: integer('output_tokens'),
		usageSource: text('usage_source').$type<Usage['source']>(),
		usageRawJson: text('usage_raw_json'),
		/** Whether the counts contradict each other; null where they do not, and in attempts stored before it was looked at. */
		usageInconsistent: integer('usage_inconsistent', { mode: 'boolean' }),
		costUsd: text('cost_usd'),
		/** Hash of the price that made `cost_usd`; null without a cost. */
		priceVersion: text('price_version'),
		serverTimingsJson: text('server_timings_json')
	},
	(table) => [
		check('attempts_outcome', oneOf(table.outcome, outcomes)),
		check('attempts_connection', oneOf(table.connection, attemptSchema.shape.connection.options)),
		check('attempts_usage_source', oneOf(table.usageSource, usageSchema.shape.source.options)),
		// Not unique: a retry is a new attempt at the same place of the schedule.
		index('attempts_in_stage').on(table.stageId, table.ordinal, table.id),
		index('attempts_by_item').on(table.itemId)
	]
);

/** One row per graded (or missing) answer to an item; the attempt that brought it is its key. */
export const answers = sqliteTable(
	'answers',
	{
		attemptId: text('attempt_id')
			.primaryKey()
			.references(() => attempts.id, { onDelete: 'cascade' }),
		cellId: text('cell_id')
			.notNull()
			.references(() => cells.id, { onDelete: 'cascade' }),
		itemId: text('item_id').notNull(),
		trial: integer('trial').notNull(),
		text: keptText('text').notNull(),
		/** Why the text is not kept; null where it is. Not checked, as `ungraded_reason`. */
		textAbsence: text('text_absence', { enum: textAbsences }),
		/** The grade; all three null where no answer arrived. */
		passed: integer('passed', { mode: 'boolean' }),
		score: real('score'),
		detailsJson: text('details_json'),
		/** Why an answer that arrived has no grade; null for others. Not checked, as a check would rebuild the largest of tables. */
		ungradedReason: text('ungraded_reason', { enum: ungradedReasons })
	},
	(table) => [
		check('answers_passed', sql`${table.passed} in (0, 1)`),
		check('answers_score', sql`${table.score} between 0 and 1`),
		check(
			'answers_whole_grade',
			sql`(${table.passed} is null) = (${table.score} is null) and (${table.passed} is null) = (${table.detailsJson} is null)`
		),
		index('answers_in_cell').on(table.cellId, table.trial, table.itemId)
	]
);

/** One row each time that a person said what they think of an answer; of one reviewer the last row counts. */
export const answerReviews = sqliteTable(
	'answer_reviews',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		attemptId: text('attempt_id')
			.notNull()
			.references(() => attempts.id, { onDelete: 'cascade' }),
		reviewer: text('reviewer').notNull(),
		/** Null for a comment alone; with no comment either, the reviewer has taken back what they said. */
		thumb: text('thumb', { enum: thumbs }),
		comment: keptText('comment'),
		reviewedAtUtc: text('reviewed_at_utc').notNull()
	},
	(table) => [
		check('answer_reviews_thumb', oneOf(table.thumb, thumbs)),
		index('answer_reviews_of').on(table.attemptId, table.reviewer)
	]
);

/** One row each time that a judge was asked about an answer, or about a pair of them; of the same question the last row counts. */
export const judgements = sqliteTable(
	'judgements',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		runId: text('run_id')
			.notNull()
			.references(() => runs.id, { onDelete: 'cascade' }),
		attemptId: text('attempt_id')
			.notNull()
			.references(() => attempts.id, { onDelete: 'cascade' }),
		/** The other answer of a pair. */
		rivalAttemptId: text('rival_attempt_id').references(() => attempts.id, { onDelete: 'cascade' }),
		/** Where in a pair the judged answer stood. */
		order: text('pair_order', { enum: judgementOrders }).notNull(),
		judgeId: text('judge_id').notNull(),
		judgeModel: text('judge_model').notNull(),
		/** SHA-256 of model, endpoint, parameters, wording and rubric. */
		judgeHash: text('judge_hash').notNull(),
		/** SHA-256 of the whole question. */
		promptHash: text('prompt_hash').notNull(),
		repeat: integer('repeat').notNull(),
		state: text('state', { enum: judgementStates }).notNull(),
		problem: keptText('problem'),
		outcome: text('outcome', { enum: outcomes }).notNull(),
		scoresJson: text('scores_json'),
		verdict: text('verdict'),
		reasons: keptText('reasons'),
		/** What the judge wrote, so that it can be read again. */
		rawText: keptText('raw_text').notNull(),
		inputTokens: integer('input_tokens'),
		outputTokens: integer('output_tokens'),
		latencyMs: real('latency_ms'),
		costUsd: text('cost_usd'),
		/**
		 * What it counts against the cap of its run, in the unit of `judging_reserved_pico_usd`: its cost, nothing where the endpoint refused it, its worst
		 * case where nobody told. Null where the judge costs nothing by the request, and in judgements stored before it was noted.
		 */
		countedPicoUsd: integer('counted_pico_usd'),
		priceVersion: text('price_version'),
		emulated: integer('emulated', { mode: 'boolean' }).notNull(),
		judgedAtUtc: text('judged_at_utc').notNull()
	},
	(table) => [
		check('judgements_state', oneOf(table.state, judgementStates)),
		check('judgements_order', oneOf(table.order, judgementOrders)),
		check('judgements_pair', sql`(${table.rivalAttemptId} is null) = (${table.order} = 'single')`),
		index('judgements_of_run').on(table.runId, table.attemptId),
		index('judgements_of_attempt').on(table.attemptId),
		index('judgements_of_rival').on(table.rivalAttemptId),
		index('judgements_of_judge').on(table.judgeHash, table.promptHash)
	]
);

/** One row each time that a judge, or a panel of them, was held against labels of people; the newest counts. */
export const judgeCalibrations = sqliteTable(
	'judge_calibrations',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		/** Of a panel the ids of its judges, joined by ` + `. */
		judgeId: text('judge_id').notNull(),
		judgeHash: text('judge_hash').notNull(),
		scenarioId: text('scenario_id').notNull(),
		scenarioHash: text('scenario_hash').notNull(),
		/** Threshold that turned scores into passes. */
		passAt: real('pass_at').notNull(),
		/** Where the labels came from: a file, or `reviews`. */
		labelSource: text('label_source').notNull(),
		/** Labelled answers whose judgement could be read, and those whose could not. */
		n: integer('n').notNull(),
		unreadable: integer('unreadable').notNull(),
		/** Right by the labels, and of these passed by the judge. */
		right: integer('right_count').notNull(),
		rightPassed: integer('right_passed').notNull(),
		wrong: integer('wrong_count').notNull(),
		wrongFailed: integer('wrong_failed').notNull(),
		/** Cohen's κ with the ends of its 95 % interval; null where it is not defined. */
		kappa: real('kappa'),
		kappaLow: real('kappa_low'),
		kappaHigh: real('kappa_high'),
		emulated: integer('emulated', { mode: 'boolean' }).notNull(),
		calibratedAtUtc: text('calibrated_at_utc').notNull()
	},
	(table) => [index('judge_calibrations_of').on(table.scenarioId, table.judgeHash)]
);

/** One row per attempt whose raw evidence is kept; `evidence-codec.ts` describes the formats of the binary columns. */
export const evidence = sqliteTable(
	'evidence',
	{
		attemptId: text('attempt_id')
			.primaryKey()
			.references(() => attempts.id, { onDelete: 'cascade' }),
		/** Moments of the deltas. */
		deltas: blob('deltas', { mode: 'buffer' }).notNull(),
		headersJson: text('headers_json').notNull(),
		/** The body as received, compressed; null where streams are not kept. */
		body: blob('body', { mode: 'buffer' }),
		/** Length of the body before compression. */
		bodyBytes: integer('body_bytes'),
		/** Offsets and moments of the reads that brought the body; null where streams are not kept. */
		arrivals: blob('arrivals', { mode: 'buffer' })
	},
	(table) => [
		check('evidence_whole_body', sql`(${table.body} is null) = (${table.bodyBytes} is null)`)
	]
);

/**
 * One row per key with which texts of prompts and answers have been encrypted here, or are to be from the first one on; the last row is the one that holds.
 * While there is a row, texts are stored with a key alone.
 */
export const dataKeys = sqliteTable('data_keys', {
	id: integer('id').primaryKey({ autoIncrement: true }),
	/** Beginning of a hash of the key, hex, as it stands beside each encrypted text (see `data-key.ts`). */
	keyId: text('key_id').notNull(),
	/** Since when it holds, ISO 8601. */
	sinceUtc: text('since_utc').notNull(),
	/**
	 * Triggers of the migration `sealed_texts` refuse every text that is not encrypted with the key of the last row while there is a row with false. True only within the transaction that
	 * stores what a command without a key had kept in a file, to be encrypted right after.
	 */
	takesPlain: integer('takes_plain', { mode: 'boolean' }).notNull().default(false)
});

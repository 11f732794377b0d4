/**
 * The tables, mirroring the stored types of `bench/core`. Whatever is filtered or aggregated is a column of its own; the rest
 * is JSON text in columns named `…_json`. Money is decimal text, times of day are ISO 8601 in UTC, and every number names its unit.
 */
import { sql, type SQL } from 'drizzle-orm';
import {
	type AnySQLiteColumn,
	blob,
	check,
	customType,
	index,
	integer,
	real,
	sqliteTable,
	text,
	uniqueIndex
} from 'drizzle-orm/sqlite-core';
import { auditOutcomes } from '#core/access/audit-entry.ts';
import { roles } from '#core/access/role.ts';
import { tokenScopes } from '#core/access/token-scope.ts';
import { textAbsences, ungradedReasons } from '#core/answer.ts';
import { thumbs } from '#core/answer-review.ts';
import { attemptSchema, type Attempt } from '#core/attempt.ts';
import type { CellTargetKind } from '#core/cell-target.ts';
import { decisionChoices } from '#core/decision-record.ts';
import { judgementOrders, judgementStates } from '#core/judgement.ts';
import { outcomes } from '#core/outcome.ts';
import { stageSchema, type Stage } from '#core/run.ts';
import { runStates } from '#core/run-state.ts';
import { validitySchema, type Validity } from '#core/stage.ts';
import type { TelemetrySource } from '#core/telemetry-series.ts';
import { usageSchema, type Usage } from '#core/usage.ts';
import type { StoredText } from './kept-texts.server.ts';

const targetKinds = [
	'measured-api',
	'self-hosted',
	'embedded',
	'emulated',
	'imported'
] as const satisfies readonly CellTargetKind[];

/** `column in ('a', 'b')`. Only for lists that rarely grow: a longer list rebuilds the table in a migration. */
const oneOf = (column: AnySQLiteColumn, values: readonly string[]): SQL =>
	sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`;

/** A column with a text of a prompt or an answer: text where it is stored as it is, a blob where it is sealed; see `kept-texts.server.ts`. */
const keptText = customType<{ data: StoredText; driverData: StoredText | ArrayBuffer }>({
	dataType: () => 'text',
	fromDriver: (value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value),
	toDriver: (value) => value
});

/** One row per `bench run` (or load test): what was asked for, where it ran, how it ended. */
export const runs = sqliteTable(
	'runs',
	{
		id: text('id').primaryKey(),
		name: text('name').notNull(),
		state: text('state', { enum: runStates }).notNull(),
		stateReason: keptText('state_reason'),
		configJson: text('config_json').notNull(),
		configHash: text('config_hash').notNull(),
		seed: integer('seed').notNull(),
		hostJson: text('host_json').notNull(),
		startedAtUtc: text('started_at_utc').notNull(),
		endedAtUtc: text('ended_at_utc'),
		/** The process that writes the run and the machine it is on; a `running` run without it was killed. */
		processId: integer('process_id').notNull(),
		hostName: text('host_name').notNull(),
		/**
		 * Worst case of the questions that judges were allowed to be asked and whose judgement is not stored, millionths of a millionth of a dollar; read as
		 * text, as it outgrows a binary float. 0 unless judging is under way, or was killed.
		 */
		judgingReservedPicoUsd: integer('judging_reserved_pico_usd').notNull().default(0)
	},
	(table) => [
		check('runs_state', oneOf(table.state, runStates)),
		index('runs_started').on(table.startedAtUtc, table.id),
		index('runs_by_state').on(table.state)
	]
);

/** One row per scenario on one target of a run. */
export const cells = sqliteTable(
	'cells',
	{
		id: text('id').primaryKey(),
		runId: text('run_id')
			.notNull()
			.references(() => runs.id, { onDelete: 'cascade' }),
		/** Position in the run, from 0. */
		ordinal: integer('ordinal').notNull(),
		scenarioId: text('scenario_id').notNull(),
		/** Null where results were imported for a use case without a scenario folder. */
		scenarioVersion: integer('scenario_version'),
		scenarioHash: text('scenario_hash').notNull(),
		targetId: text('target_id').notNull(),
		targetKind: text('target_kind', { enum: targetKinds }).notNull(),
		targetJson: text('target_json').notNull(),
		// Not checked: protocols are added often, and the reader parses the name.
		// It and the address are null where another tool measured.
		protocol: text('protocol'),
		baseUrl: text('base_url'),
		reportedModel: text('reported_model')
	},
	(table) => [
		check('cells_target_kind', oneOf(table.targetKind, targetKinds)),
		uniqueIndex('cells_in_run').on(table.runId, table.ordinal),
		index('cells_by_scenario').on(table.scenarioId, table.targetId)
	]
);

/** One row per load level of a cell. */
export const stages = sqliteTable(
	'stages',
	{
		id: text('id').primaryKey(),
		cellId: text('cell_id')
			.notNull()
			.references(() => cells.id, { onDelete: 'cascade' }),
		/** Position in the cell, from 0. */
		ordinal: integer('ordinal').notNull(),
		loadJson: text('load_json').notNull(),
		state: text('state').$type<Stage['state']>().notNull(),
		startedAtUtc: text('started_at_utc').notNull(),
		endedAtUtc: text('ended_at_utc'),
		summaryJson: text('summary_json'),
		/** From the summary, for filters and lists; null until the stage has ended. */
		validityVerdict: text('validity_verdict').$type<Validity['verdict']>(),
		offeredRequests: integer('offered_requests'),
		completedRequests: integer('completed_requests'),
		goodputPerS: real('goodput_per_s'),
		costUsd: text('cost_usd'),
		/** Hash of the price that made `cost_usd`; null without a cost. */
		priceVersion: text('price_version'),
		/** Whether any answer said that no model was behind it, from the summary; null until the stage has ended. */
		emulated: integer('emulated', { mode: 'boolean' }),
		/** Attempts that are stored, kept by the writer so that nobody has to count them. */
		attemptCount: integer('attempt_count').notNull().default(0),
		/** What the stored attempts cost in all, millionths of a millionth of a dollar, kept by the writer; read as text, as it outgrows a binary float. */
		spentPicoUsd: integer('spent_pico_usd').notNull().default(0),
		/** Requests that load workers were allowed to send, noted before they were; 0 where the stage costs nothing by the request. */
		allowedRequests: integer('allowed_requests').notNull().default(0),
		/** The most that each of them can cost, in the same unit; null where the stage costs nothing by the request. */
		worstRequestPicoUsd: integer('worst_request_pico_usd'),
		/** The stage whose rest this one measured, after the run had been broken off in it; null for a stage of its own. */
		continuesStageId: text('continues_stage_id')
	},
	(table) => [
		check('stages_state', oneOf(table.state, stageSchema.shape.state.options)),
		check(
			'stages_validity_verdict',
			oneOf(table.validityVerdict, validitySchema.shape.verdict.options)
		),
		uniqueIndex('stages_in_cell').on(table.cellId, table.ordinal),
		// All that lists of runs need, so that they read no summaries.
		index('stages_listed').on(
			table.cellId,
			table.validityVerdict,
			table.emulated,
			table.attemptCount,
			table.costUsd,
			table.spentPicoUsd
		)
	]
);

/** One row per time that a process worked on a run: the first began it, each further one went on with it after it had been broken off. */
export const runSegments = sqliteTable(
	'run_segments',
	{
		runId: text('run_id')
			.notNull()
			.references(() => runs.id, { onDelete: 'cascade' }),
		/** Position in the run, from 0. */
		ordinal: integer('ordinal').notNull(),
		startedAtUtc: text('started_at_utc').notNull(),
		/** How many stages the run had before. */
		stagesBefore: integer('stages_before').notNull(),
		/** What figures rest on, as it was then: `RunBasis`. */
		basisJson: text('basis_json').notNull(),
		/** What had changed since the run began and was allowed, one sentence each: a list of texts. */
		driftJson: text('drift_json').notNull()
	},
	(table) => [uniqueIndex('run_segments_of').on(table.runId, table.ordinal)]
);

/** One row per transaction that a server was sent: where its answer is lost, sending it again must not store it twice. Unused in files. */
export const writeBatches = sqliteTable('write_batches', {
	id: text('id').primaryKey(),
	writtenAtUtc: text('written_at_utc').notNull()
});

/** One row per series of samples that were read beside the requests of a stage; `telemetry-codec.ts` describes the binary columns. */
export const telemetrySeries = sqliteTable(
	'telemetry_series',
	{
		stageId: text('stage_id')
			.notNull()
			.references(() => stages.id, { onDelete: 'cascade' }),
		// Not checked: sources and names are added often, and the reader takes what it knows.
		source: text('source').$type<TelemetrySource>().notNull(),
		/** Index of a GPU; an empty text where there is one thing only. */
		subject: text('subject').notNull(),
		/** Such as `powerW`. */
		name: text('name').notNull(),
		unit: text('unit').notNull(),
		sampleCount: integer('sample_count').notNull(),
		moments: blob('moments', { mode: 'buffer' }).notNull(),
		sampleValues: blob('sample_values', { mode: 'buffer' }).notNull()
	},
	(table) => [
		uniqueIndex('telemetry_series_of').on(table.stageId, table.source, table.subject, table.name)
	]
);

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

/** One row per vendor quote, as imported; a corrected quote is a new row with a higher version. */
export const quotes = sqliteTable(
	'quotes',
	{
		id: text('id').primaryKey(),
		kind: text('kind').notNull(),
		vendor: text('vendor').notNull(),
		/** The vendor's own number. */
		number: text('number').notNull(),
		version: integer('version').notNull(),
		quotedOn: text('quoted_on').notNull(),
		/** Last day on which the offer stands, YYYY-MM-DD. */
		validUntil: text('valid_until').notNull(),
		currency: text('currency').notNull(),
		/** The quote as checked, amounts as decimal text in its own currency. */
		quoteJson: text('quote_json').notNull(),
		fileName: text('file_name').notNull(),
		/** SHA-256 of the file, hex: the same file is imported once. */
		fileHash: text('file_hash').notNull(),
		importedAtUtc: text('imported_at_utc').notNull(),
		/** Who imported it, in their own words; null where nobody said. */
		enteredBy: text('entered_by'),
		/** Whether only those who negotiate may see it. */
		confidential: integer('confidential', { mode: 'boolean' }).notNull().default(false)
	},
	(table) => [
		uniqueIndex('quotes_version').on(table.vendor, table.number, table.version),
		uniqueIndex('quotes_file').on(table.fileHash),
		index('quotes_by_kind').on(table.kind, table.validUntil),
		index('quotes_imported').on(table.importedAtUtc)
	]
);

/** One row per named set of assumptions about a use case. */
export const assumptionSets = sqliteTable(
	'assumption_sets',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		name: text('name').notNull(),
		/** Text by name: decimal text by parameter id, and the rest of the state of the page. */
		valuesJson: text('values_json').notNull(),
		/** In their own words; null where nobody said. */
		author: text('author'),
		savedAtUtc: text('saved_at_utc').notNull()
	},
	(table) => [
		uniqueIndex('assumption_sets_name').on(table.useCaseId, table.name),
		index('assumption_sets_saved').on(table.savedAtUtc)
	]
);

/**
 * One row per decision about a use case, never changed: another decision supersedes it. The two unique indexes make the decisions
 * of a use case one chain, whoever writes at the same time.
 */
export const decisions = sqliteTable(
	'decisions',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		choice: text('choice', { enum: decisionChoices }).notNull(),
		optionId: text('option_id'),
		decidedBy: text('decided_by').notNull(),
		note: text('note').notNull(),
		decidedAtUtc: text('decided_at_utc').notNull(),
		/** What it rested on, as it was then. */
		evidenceJson: text('evidence_json').notNull(),
		/** The decision that this one takes the place of; null for the first of a use case. */
		supersedesId: text('supersedes_id').references((): AnySQLiteColumn => decisions.id)
	},
	(table) => [
		check('decisions_choice', oneOf(table.choice, decisionChoices)),
		uniqueIndex('decisions_superseded_once').on(table.supersedesId),
		uniqueIndex('decisions_first')
			.on(table.useCaseId)
			.where(sql`${table.supersedesId} is null`),
		index('decisions_of_use_case').on(table.useCaseId, table.decidedAtUtc)
	]
);

/** One row per person who put their name to a decision. */
export const decisionSignOffs = sqliteTable(
	'decision_sign_offs',
	{
		decisionId: text('decision_id')
			.notNull()
			.references(() => decisions.id, { onDelete: 'cascade' }),
		person: text('person').notNull(),
		role: text('role').notNull(),
		signedAtUtc: text('signed_at_utc').notNull()
	},
	(table) => [uniqueIndex('decision_sign_offs_person').on(table.decisionId, table.person)]
);

/** One row per imported bill (a FOCUS export). */
export const bills = sqliteTable(
	'bills',
	{
		id: text('id').primaryKey(),
		fileName: text('file_name').notNull(),
		/** SHA-256 of the file, hex: the same file is imported once. */
		fileHash: text('file_hash').notNull(),
		importedAtUtc: text('imported_at_utc').notNull(),
		focusVersion: text('focus_version').notNull(),
		currency: text('currency').notNull(),
		/** First and last moment that a charge is about, ISO 8601. */
		periodStartUtc: text('period_start_utc').notNull(),
		periodEndUtc: text('period_end_utc').notNull()
	},
	(table) => [uniqueIndex('bills_file').on(table.fileHash)]
);

/** One row per charge of a bill. Amounts are decimal text in the currency of the bill. */
export const billCharges = sqliteTable(
	'bill_charges',
	{
		billId: text('bill_id')
			.notNull()
			.references(() => bills.id, { onDelete: 'cascade' }),
		/** 1-based line of the file. */
		line: integer('line').notNull(),
		provider: text('provider').notNull(),
		service: text('service').notNull(),
		sku: text('sku'),
		chargeCategory: text('charge_category').notNull(),
		/** `Used` or `Unused` of a commitment; null for other charges. */
		commitmentStatus: text('commitment_status'),
		quantity: text('quantity'),
		unit: text('unit'),
		/** Null where the file does not say. */
		listCost: text('list_cost'),
		contractedCost: text('contracted_cost'),
		/** Amortised: what the usage of the period really cost. */
		effectiveCost: text('effective_cost'),
		/** What is on the invoice. */
		billedCost: text('billed_cost').notNull(),
		/** The other columns, as read. */
		rowJson: text('row_json').notNull()
	},
	(table) => [uniqueIndex('bill_charges_line').on(table.billId, table.line)]
);

/** One row per person who may sign in; removed ones stay, so that a name in the audit log means one person. */
export const accounts = sqliteTable(
	'accounts',
	{
		id: text('id').primaryKey(),
		/** In small letters. */
		name: text('name').notNull(),
		role: text('role', { enum: roles }).notNull(),
		/** In the PHC form, with its parameters and salt; null until an invitation has been used. */
		passwordHash: text('password_hash'),
		createdAtUtc: text('created_at_utc').notNull(),
		/** Null for an account that is not removed. */
		removedAtUtc: text('removed_at_utc'),
		/** Since when its owner is kept out, until an admin lets them in again; null for an account that is in use. */
		disabledAtUtc: text('disabled_at_utc'),
		/** When a session last began; null before the first. */
		lastSignedInAtUtc: text('last_signed_in_at_utc'),
		/** Claim `iss` of the provider by which its owner signs in; null before the first time, and for who never does. */
		oidcIssuer: text('oidc_issuer'),
		/** Claim `sub` there, which names a person for good, as an e-mail address does not; null together with the issuer. */
		oidcSubject: text('oidc_subject')
	},
	(table) => [
		check('accounts_role', oneOf(table.role, roles)),
		uniqueIndex('accounts_name').on(table.name),
		uniqueIndex('accounts_oidc').on(table.oidcIssuer, table.oidcSubject)
	]
);

/** One row per account name or network address from which wrong passwords came within a day; at most 10,000. */
export const loginFailures = sqliteTable('login_failures', {
	/** SHA-256, hex, of `account NAME` or `address ADDRESS`: people type passwords where names belong. */
	keyHash: text('key_hash').primaryKey(),
	/** Failures in a row, without a day between two. */
	failures: integer('failures').notNull(),
	lastFailedAtUtc: text('last_failed_at_utc').notNull()
});

/** One row per link with which somebody sets the password of an account, once. */
export const invitations = sqliteTable(
	'invitations',
	{
		/** SHA-256 of the secret in the link, hex. */
		secretHash: text('secret_hash').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		expiresAtUtc: text('expires_at_utc').notNull(),
		usedAtUtc: text('used_at_utc')
	},
	(table) => [index('invitations_of').on(table.accountId)]
);

/** One row per browser that is signed in; deleted when it signs out. */
export const sessions = sqliteTable(
	'sessions',
	{
		/** SHA-256 of the secret in the cookie, hex. */
		secretHash: text('secret_hash').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		createdAtUtc: text('created_at_utc').notNull(),
		/** To the minute: not every request writes. */
		lastSeenAtUtc: text('last_seen_at_utc').notNull()
	},
	(table) => [index('sessions_of').on(table.accountId)]
);

/** One row per token with which a program asks the API in the name of an account. */
export const apiTokens = sqliteTable(
	'api_tokens',
	{
		id: text('id').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		scope: text('scope', { enum: tokenScopes }).notNull(),
		/** SHA-256 of the token, hex. */
		secretHash: text('secret_hash').notNull(),
		createdAtUtc: text('created_at_utc').notNull(),
		expiresAtUtc: text('expires_at_utc').notNull(),
		revokedAtUtc: text('revoked_at_utc'),
		/** Day of the last request, YYYY-MM-DD; null before the first. */
		lastUsedOn: text('last_used_on')
	},
	(table) => [
		check('api_tokens_scope', oneOf(table.scope, tokenScopes)),
		uniqueIndex('api_tokens_secret').on(table.secretHash),
		index('api_tokens_of').on(table.accountId)
	]
);

/** One row per link with which somebody without an account reads the report of one use case. */
export const guestLinks = sqliteTable(
	'guest_links',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		/** SHA-256 of the secret in the link, hex. */
		secretHash: text('secret_hash').notNull(),
		/** For whom, in the words of who made it. */
		note: text('note').notNull(),
		/** Name of the account, or what else has asked. */
		madeBy: text('made_by').notNull(),
		createdAtUtc: text('created_at_utc').notNull(),
		expiresAtUtc: text('expires_at_utc').notNull(),
		revokedAtUtc: text('revoked_at_utc')
	},
	(table) => [
		uniqueIndex('guest_links_secret').on(table.secretHash),
		index('guest_links_made').on(table.createdAtUtc)
	]
);

/** One row per change, export, sign-in and refusal. Triggers of the migration refuse to change or delete a row. */
export const auditLog = sqliteTable(
	'audit_log',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		atUtc: text('at_utc').notNull(),
		/** Name of the account, or what else has asked, such as `access token`. */
		who: text('who').notNull(),
		/** Null where no account has asked. */
		accountId: text('account_id'),
		/** Such as `POST /api/decisions`. */
		action: text('action').notNull(),
		/** From which network address; null for the command line. */
		address: text('address'),
		outcome: text('outcome', { enum: auditOutcomes }).notNull()
	},
	(table) => [check('audit_log_outcome', oneOf(table.outcome, auditOutcomes))]
);

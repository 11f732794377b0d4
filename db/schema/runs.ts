/** Tables of runs: what was asked for, cell by cell and stage by stage, and what was read beside the requests. */
import {
	blob,
	check,
	index,
	integer,
	real,
	sqliteTable,
	text,
	uniqueIndex
} from 'drizzle-orm/sqlite-core';
import type { CellTargetKind } from '#core/cell-target.ts';
import { stageSchema, type Stage } from '#core/run.ts';
import { runStates } from '#core/run-state.ts';
import { validitySchema, type Validity } from '#core/stage.ts';
import type { TelemetrySource } from '#core/telemetry-series.ts';
import { keptText, oneOf } from './columns.ts';

const targetKinds = [
	'measured-api',
	'self-hosted',
	'embedded',
	'emulated',
	'imported'
] as const satisfies readonly CellTargetKind[];

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

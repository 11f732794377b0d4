/** Requests of a cell that brought no answer, and that no later try has brought one for. */
import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { isAnswer, outcomes, type Outcome } from '#core/outcome.ts';
import type { Database } from './client.server.ts';
import { answers, attempts, stages } from './schema.ts';

/** A place of the schedule of a stage. */
export interface FailedPlace {
	stageId: string;
	ordinal: number;
	itemId: string;
	/** How often the item had been asked before in the cell, from 0. */
	trial: number;
	/** Of the attempt that failed; of a conversation the one that ended it, and `aborted` where it was cut between two requests. */
	outcome: Outcome;
}

const answered = outcomes.filter(isAnswer);

/**
 * By stage and place, each once; of failures with these outcomes. A place that was asked again in what was left of its load counts there, whatever came
 * of it.
 */
export const failedPlacesOf = async (
	database: Database,
	cellId: string,
	failures: readonly Outcome[]
): Promise<FailedPlace[]> => {
	const hasAnswer = sql`exists (
		select 1 from ${answers} as later join ${attempts} as brought on brought.id = later.attempt_id
		where later.cell_id = ${cellId} and later.item_id = ${attempts.itemId} and later.trial = ${attempts.trial}
			and brought.outcome in ${answered})`;
	// Every request has an answer to its item, be it that none came; of a conversation only the one that ended it.
	const hasEnded = sql`exists (
		select 1 from ${answers} as own join ${attempts} as brought on brought.id = own.attempt_id
		where own.cell_id = ${cellId} and own.item_id = ${attempts.itemId} and own.trial = ${attempts.trial}
			and brought.stage_id = ${attempts.stageId} and brought.ordinal = ${attempts.ordinal})`;
	const isCut = and(inArray(attempts.outcome, answered), sql`not ${hasEnded}`);
	const isAskedAgain = sql`exists (
		select 1 from ${stages} as rest join ${attempts} as again on again.stage_id = rest.id
		where rest.cell_id = ${cellId} and rest.ordinal > ${stages.ordinal}
			and rest.continues_stage_id = coalesce(${stages.continuesStageId}, ${stages.id})
			and json_extract(rest.load_json, '$.kind') <> 'retry'
			and again.ordinal = ${attempts.ordinal} and again.item_id = ${attempts.itemId} and again.trial = ${attempts.trial})`;
	const rows = await database.read(() =>
		database.orm
			.select({
				stageId: attempts.stageId,
				ordinal: attempts.ordinal,
				itemId: attempts.itemId,
				trial: attempts.trial,
				outcome: attempts.outcome
			})
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(
				and(
					eq(stages.cellId, cellId),
					or(
						inArray(attempts.outcome, [...failures]),
						failures.includes('aborted') ? isCut : undefined
					),
					isNotNull(attempts.itemId),
					sql`not ${hasAnswer}`,
					sql`not ${isAskedAgain}`
				)
			)
			.orderBy(asc(stages.ordinal), asc(attempts.ordinal), asc(attempts.turn))
	);
	const places = new Map<string, FailedPlace>();
	for (const { itemId, ...row } of rows) {
		if (itemId === null) continue;
		const outcome = isAnswer(row.outcome) ? 'aborted' : row.outcome;
		places.set(`${row.stageId} ${String(row.ordinal)}`, { ...row, itemId, outcome });
	}
	return [...places.values()];
};

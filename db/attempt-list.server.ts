/** The attempts of a stage page by page, filtered and sorted, and one of them with all that is kept of it. */
import { and, asc, count, desc, eq, exists, inArray, sql, type SQL } from 'drizzle-orm';
import type { Answer, UngradedReason } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { BenchError } from '#core/errors.ts';
import type { Outcome } from '#core/outcome.ts';
import { answerOf } from './answers.server.ts';
import { attemptOfRow, messageOfRow } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { evidenceFactsOf, type EvidenceFacts } from './evidence-facts.server.ts';
import { answers, attempts, cells, stages } from './schema.ts';

/** `due` is the order of the schedule; the others put attempts without a value last, whichever way they sort. */
export const attemptSorts = ['due', 'ttft', 'e2e', 'tpot', 'cost'] as const;
export type AttemptSort = (typeof attemptSorts)[number];

export interface AttemptFilter {
	outcome?: Outcome;
	/** Only graded answers that were right, or wrong. */
	passed?: boolean;
}

/** A line in a list of attempts; moments and durations in ms, null where not observed. */
export interface ListedAttempt {
	id: string;
	ordinal: number;
	itemId: string | null;
	trial: number;
	outcome: Outcome;
	errorMessage: string | null;
	httpStatus: number | null;
	dueMs: number;
	sentMs: number | null;
	ttftMs: number | null;
	tpotMs: number | null;
	e2eMs: number | null;
	/** Null where the provider did not say. */
	outputTokens: number | null;
	/** USD, decimal text; null without usage or a per-token price. */
	costUsd: string | null;
	/** Whether its token counts contradict each other, so that the cost is doubtful; null where nobody looked, or nothing contradicts. */
	usageInconsistent: boolean | null;
	/** Null where nothing was graded. */
	passed: boolean | null;
	score: number | null;
	/** Why an answer that arrived has no grade; null for others. */
	ungradedReason: UngradedReason | null;
}

export interface AttemptListPage {
	attempts: ListedAttempt[];
	/** Attempts that match, on all pages. */
	total: number;
}

const sortValues: Record<AttemptSort, SQL> = {
	due: sql`${attempts.dueMs}`,
	ttft: sql`${attempts.ttftMs}`,
	e2e: sql`${attempts.e2eMs}`,
	tpot: sql`${attempts.tpotMs}`,
	// Only for the order: near to each other are near to each other in binary, too.
	cost: sql`cast(${attempts.costUsd} as real)`
};

const orderOf = (sort: AttemptSort, descending: boolean): SQL[] => {
	const value = sortValues[sort];
	return [
		...(sort === 'due' ? [] : [asc(sql`${value} is null`)]),
		descending ? desc(value) : asc(value),
		asc(attempts.ordinal),
		asc(attempts.id)
	];
};

/** Attempts of a stage that match, sorted; with how many there are. An unknown stage has none. */
export const listAttemptsPage = async (
	database: Database,
	stageId: string,
	{
		outcome,
		passed,
		sort = 'due',
		descending = false,
		limit,
		offset = 0
	}: AttemptFilter & { sort?: AttemptSort; descending?: boolean; limit: number; offset?: number }
): Promise<AttemptListPage> => {
	const { orm } = database;
	const graded = orm
		.select({ one: sql`1` })
		.from(answers)
		.where(and(eq(answers.attemptId, attempts.id), eq(answers.passed, passed ?? true)));
	const where = and(
		eq(attempts.stageId, stageId),
		outcome === undefined ? undefined : eq(attempts.outcome, outcome),
		passed === undefined ? undefined : exists(graded)
	);
	const isWhole = outcome === undefined && passed === undefined;
	const [counted] = await database.read(() =>
		isWhole
			? orm.select({ n: stages.attemptCount }).from(stages).where(eq(stages.id, stageId))
			: orm.select({ n: count() }).from(attempts).where(where)
	);
	const rows = await database.read(() =>
		orm
			.select({
				id: attempts.id,
				ordinal: attempts.ordinal,
				itemId: attempts.itemId,
				trial: attempts.trial,
				outcome: attempts.outcome,
				errorMessage: attempts.errorMessage,
				httpStatus: attempts.httpStatus,
				dueMs: attempts.dueMs,
				sentMs: attempts.sentMs,
				ttftMs: attempts.ttftMs,
				tpotMs: attempts.tpotMs,
				e2eMs: attempts.e2eMs,
				outputTokens: attempts.outputTokens,
				costUsd: attempts.costUsd,
				usageInconsistent: attempts.usageInconsistent
			})
			.from(attempts)
			.where(where)
			.orderBy(...orderOf(sort, descending))
			.limit(limit)
			.offset(offset)
	);
	// Looked up for the page alone: joined above, every attempt of the stage would be.
	const grades = await database.read(() =>
		orm
			.select({
				attemptId: answers.attemptId,
				passed: answers.passed,
				score: answers.score,
				ungradedReason: answers.ungradedReason
			})
			.from(answers)
			.where(
				inArray(
					answers.attemptId,
					rows.map(({ id }) => id)
				)
			)
	);
	const gradeOf = new Map(grades.map((grade) => [grade.attemptId, grade]));
	return {
		total: counted?.n ?? 0,
		attempts: rows.map((row) => {
			const grade = gradeOf.get(row.id);
			return {
				...row,
				errorMessage: messageOfRow(row, database.texts),
				passed: grade?.passed ?? null,
				score: grade?.score ?? null,
				ungradedReason: grade?.ungradedReason ?? null
			};
		})
	};
};

export interface AttemptDetail {
	attempt: Attempt;
	/** Where it belongs. */
	runId: string;
	cellId: string;
	scenarioId: string;
	targetId: string;
	/** Null where it was not about an item. */
	answer: Answer | null;
	/** Null where nothing was kept. */
	evidence: EvidenceFacts | null;
}

/** One attempt with its answer, its grade and what is kept of its stream. Throws `E_NOT_FOUND` for an unknown id. */
export const findAttempt = async (database: Database, id: string): Promise<AttemptDetail> => {
	const [row] = await database.read(() =>
		database.orm
			.select({
				attempt: attempts,
				runId: cells.runId,
				cellId: cells.id,
				scenarioId: cells.scenarioId,
				targetId: cells.targetId
			})
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(eq(attempts.id, id))
	);
	if (!row) {
		throw new BenchError('E_NOT_FOUND', `there is no attempt "${id}" in this database`, {
			hint: 'Its run may have been deleted; load the page again.'
		});
	}
	return {
		...row,
		attempt: attemptOfRow(row.attempt, database.texts),
		answer: await answerOf(database, id),
		evidence: await evidenceFactsOf(database, id)
	};
};

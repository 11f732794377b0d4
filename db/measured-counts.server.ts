/** Attempts, costs and grades of a cell, summed exactly and in little memory. */
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { roundedText, toDecimal } from '#core/decimal.ts';
import type { MeasuredAttempts, MeasuredCost, MeasuredGrades } from '#core/measured.ts';
import type { Database } from './client.server.ts';
import { answeredOutcomes } from './measured-tokens.server.ts';
import { answers, attempts, stages } from './schema.ts';

const sharePlaces = 20;

const perAnswer = (attemptCount: number, answeredRequests: number): string | null =>
	answeredRequests === 0
		? null
		: roundedText(toDecimal(attemptCount).div(answeredRequests), sharePlaces);

/** How many attempts the answers of a cell took. */
export const attemptCountsOf = async (
	database: Database,
	cellId: string
): Promise<MeasuredAttempts> => {
	const { orm } = database;
	const isAnswered = inArray(attempts.outcome, answeredOutcomes);
	const requests = orm
		.select({
			attempts: count().as('attempts'),
			answered: sql<number>`sum(${isAnswered})`.as('answered'),
			unansweredWithUsage:
				sql<number>`sum(not ${isAnswered} and ${attempts.usageSource} is not null)`.as(
					'unanswered_with_usage'
				)
		})
		.from(attempts)
		.innerJoin(stages, eq(attempts.stageId, stages.id))
		.where(eq(stages.cellId, cellId))
		.groupBy(attempts.stageId, attempts.ordinal)
		.as('requests');
	const [row] = await database.read(() =>
		orm
			.select({
				requests: count(),
				attempts: sql<number>`coalesce(sum(${requests.attempts}), 0)`,
				answeredRequests: sql<number>`coalesce(sum(${requests.answered} > 0), 0)`,
				answeredAttempts: sql<number>`coalesce(sum(${requests.answered}), 0)`,
				unansweredWithUsage: sql<number>`coalesce(sum(${requests.unansweredWithUsage}), 0)`
			})
			.from(requests)
	);
	const counts = row ?? {
		requests: 0,
		attempts: 0,
		answeredRequests: 0,
		answeredAttempts: 0,
		unansweredWithUsage: 0
	};
	return {
		...counts,
		attemptsPerAnswer: perAnswer(counts.attempts, counts.answeredRequests),
		paidAttemptsPerAnswer: perAnswer(
			counts.answeredAttempts + counts.unansweredWithUsage,
			counts.answeredRequests
		)
	};
};

/** Different costs held at once. */
const costsPerPage = 5_000;

/** What the attempts of a cell cost. Equal costs are counted by the database; the sum is made here, as SQLite would make a binary float of it. */
export const costOf = async (
	database: Database,
	cellId: string,
	{ pageSize = costsPerPage }: { pageSize?: number } = {}
): Promise<MeasuredCost> => {
	const { orm } = database;
	let usd = toDecimal(0);
	let priced = 0;
	for (let after: string | null = null; ;) {
		const later = after === null ? isNotNull(attempts.costUsd) : gt(attempts.costUsd, after);
		const page: { costUsd: string | null; n: number }[] = await database.read(() =>
			orm
				.select({ costUsd: attempts.costUsd, n: count() })
				.from(attempts)
				.innerJoin(stages, eq(attempts.stageId, stages.id))
				.where(and(eq(stages.cellId, cellId), later))
				.groupBy(attempts.costUsd)
				.orderBy(asc(attempts.costUsd))
				.limit(pageSize)
		);
		for (const { costUsd, n } of page) {
			usd = usd.plus(toDecimal(costUsd ?? 0).times(n));
			priced += n;
		}
		after = page.at(-1)?.costUsd ?? null;
		if (page.length < pageSize || after === null) break;
	}
	const [unpriced] = await database.read(() =>
		orm
			.select({ n: count() })
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(
				and(
					eq(stages.cellId, cellId),
					inArray(attempts.outcome, answeredOutcomes),
					isNull(attempts.costUsd)
				)
			)
	);
	return {
		usd: priced === 0 ? null : usd.toFixed(),
		priced,
		answeredWithoutCost: unpriced?.n ?? 0
	};
};

/** Grades of the first answers to each item of a cell. */
export const gradesOf = async (database: Database, cellId: string): Promise<MeasuredGrades> => {
	const { orm } = database;
	const byItem = orm
		.select({ passed: sql<number | null>`max(${answers.passed})`.as('passed') })
		.from(answers)
		.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0)))
		.groupBy(answers.itemId)
		.as('by_item');
	const [row] = await database.read(() =>
		orm
			.select({
				items: count(),
				graded: count(byItem.passed),
				passed: sql<number>`coalesce(sum(${byItem.passed}), 0)`
			})
			.from(byItem)
	);
	return row ?? { items: 0, graded: 0, passed: 0 };
};

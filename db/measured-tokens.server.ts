/**
 * Token counts of the answered requests of a cell, summed by the database: exact, and in memory that grows with the items, not
 * with the requests. Sums come back as text, as they may be too large for a binary float.
 */
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import {
	addClusters,
	noClusters,
	oneCluster,
	ratioOf,
	tokenCountOf,
	tokenKinds,
	type ClusterSums,
	type MeasuredRatio,
	type MeasuredTokens,
	type TokenCount,
	type TokenKind
} from '#core/measured.ts';
import { isCompleted, outcomes } from '#core/outcome.ts';
import type { Database } from './client.server.ts';
import { attempts, stages } from './schema.ts';

/** Outcomes of a whole answer. */
export const answeredOutcomes = outcomes.filter(isCompleted);

const sumText = (value: SQL): SQL<string> => sql<string>`cast(coalesce(sum(${value}), 0) as text)`;

/** Sums of a token count over the requests of one item that name it, or over all such requests without an item. */
interface CountRow {
	n: number;
	x: string;
	xx: string;
}

/** The same of two counts over the requests that name both. */
interface PairRow extends CountRow {
	y: string;
	xy: string;
	yy: string;
}

const countSums = (x: SQL) => ({
	n: sql<number>`count(${x})`,
	x: sumText(x),
	xx: sumText(sql`(${x}) * (${x})`)
});

const pairSums = (x: SQL, y: SQL) => ({
	...countSums(x),
	y: sumText(y),
	xy: sumText(sql`(${x}) * (${y})`),
	yy: sumText(sql`(${y}) * (${y})`)
});

/** Each request counts once: Y = 1. */
const asPair = (row: CountRow): PairRow => {
	const n = String(row.n);
	return { ...row, y: n, xy: row.x, yy: n };
};

const clustersOf = (row: PairRow, isItem: boolean): ClusterSums => {
	if (row.n === 0) return noClusters;
	const [x, y] = [BigInt(row.x), BigInt(row.y)];
	return isItem
		? oneCluster(x, y)
		: { clusters: row.n, x, y, xx: BigInt(row.xx), xy: BigInt(row.xy), yy: BigInt(row.yy) };
};

/** Adds rows up: clusters, and squares by request. */
class Sums {
	#clusters = noClusters;
	#squares = 0n;

	add(row: CountRow | PairRow, isItem: boolean): void {
		const pair = 'y' in row ? row : asPair(row);
		this.#clusters = addClusters(this.#clusters, clustersOf(pair, isItem));
		this.#squares += BigInt(row.xx);
	}

	get count(): TokenCount {
		return tokenCountOf(this.#clusters, this.#squares);
	}

	get ratio(): MeasuredRatio {
		return ratioOf(this.#clusters);
	}
}

/** The answered requests of a cell. */
const answeredOf = (cellId: string): SQL | undefined =>
	and(eq(stages.cellId, cellId), inArray(attempts.outcome, answeredOutcomes));

/** Cache writes: sums by item and time-to-live, beside how many requests of the item speak of cache writes at all. */
const cacheWriteOf = async (
	database: Database,
	cellId: string,
	speaking: ReadonlyMap<string | null, number>
): Promise<Record<string, TokenCount>> => {
	const { orm } = database;
	const rows = await database.read(() =>
		orm
			.select({
				itemId: attempts.itemId,
				timeToLive: sql<string>`each.key`,
				x: sumText(sql`each.value`),
				xx: sumText(sql`each.value * each.value`)
			})
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.innerJoin(sql`json_each(${attempts.cacheWriteTokensJson}) as each`, sql`true`)
			.where(answeredOf(cellId))
			.groupBy(attempts.itemId, sql`each.key`)
	);
	const byTime = Map.groupBy(rows, ({ timeToLive }) => timeToLive);
	return Object.fromEntries(
		[...byTime].map(([timeToLive, ofTime]) => {
			const sums = new Sums();
			for (const [itemId, n] of speaking) {
				const { x = '0', xx = '0' } = ofTime.find((row) => row.itemId === itemId) ?? {};
				sums.add({ n, x, xx }, itemId !== null);
			}
			return [timeToLive, sums.count];
		})
	);
};

/** What is counted of each answered request, null where its usage does not name it. */
const requestsOf = ({ orm }: Database, cellId: string) =>
	orm
		.select({
			itemId: attempts.itemId,
			usageSource: attempts.usageSource,
			uncached: attempts.uncachedInputTokens,
			cacheRead: attempts.cacheReadTokens,
			visibleOutput: attempts.visibleOutputTokens,
			reasoning: attempts.reasoningTokens,
			output: attempts.outputTokens,
			cacheWriteJson: attempts.cacheWriteTokensJson,
			written:
				sql<number>`coalesce((select sum(value) from json_each(${attempts.cacheWriteTokensJson})), 0)`.as(
					'written'
				)
		})
		.from(attempts)
		.innerJoin(stages, eq(attempts.stageId, stages.id))
		.where(answeredOf(cellId))
		// All of them; with a limit SQLite computes each row once instead of once for every sum over it.
		.limit(-1)
		.as('requests');

/** Token counts of the answered requests of a cell, over all its stages: tokens do not depend on the load. */
export const measuredTokensOf = async (
	database: Database,
	cellId: string
): Promise<MeasuredTokens> => {
	const requests = requestsOf(database, cellId);
	const total = sql`${requests.uncached} + coalesce(${requests.cacheRead}, 0) + ${requests.written}`;
	// Null unless the usage names both.
	const cached = sql`${requests.cacheRead} + 0 * ${requests.uncached}`;
	const input = sql`${total} + 0 * ${requests.cacheRead}`;
	const rows = await database.read(() =>
		database.orm
			.select({
				itemId: requests.itemId,
				withoutUsage: sql<number>`sum(${requests.usageSource} is null)`,
				estimated: sql<number>`coalesce(sum(${requests.usageSource} = 'estimated'), 0)`,
				speaking: sql<number>`count(${requests.cacheWriteJson})`,
				totalInput: countSums(total),
				uncachedInput: countSums(sql`${requests.uncached}`),
				cacheRead: countSums(sql`${requests.cacheRead}`),
				visibleOutput: countSums(sql`${requests.visibleOutput}`),
				reasoning: countSums(sql`${requests.reasoning}`),
				output: countSums(sql`${requests.output}`),
				cached: pairSums(cached, input),
				cacheable: pairSums(sql`${cached} + ${requests.written}`, input)
			})
			.from(requests)
			.groupBy(requests.itemId)
	);
	const sumsOf = (column: TokenKind | 'cached' | 'cacheable'): Sums => {
		const sums = new Sums();
		for (const row of rows) sums.add(row[column], row.itemId !== null);
		return sums;
	};
	const speaking = new Map(
		rows.filter((row) => row.speaking > 0).map((row) => [row.itemId, row.speaking])
	);
	const counts = Object.fromEntries(tokenKinds.map((kind) => [kind, sumsOf(kind).count]));
	return {
		...(counts as Record<TokenKind, TokenCount>),
		cacheWrite: await cacheWriteOf(database, cellId, speaking),
		cacheReadShare: sumsOf('cached').ratio,
		cacheableShare: sumsOf('cacheable').ratio,
		withoutUsage: rows.reduce((sum, row) => sum + row.withoutUsage, 0),
		estimated: rows.reduce((sum, row) => sum + row.estimated, 0)
	};
};

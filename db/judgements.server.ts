/** Queries about judgements: what judges said of answers, and what that cost. */
import {
	and,
	asc,
	count,
	eq,
	getTableColumns,
	inArray,
	isNotNull,
	sql,
	type InferInsertModel,
	type InferSelectModel
} from 'drizzle-orm';
import type { UngradedReason } from '#core/answer.ts';
import { judgementSchema, type Judgement } from '#core/judgement.ts';
import { placeOfAnswer } from './answers.server.ts';
import type { Database } from './client.server.ts';
import { releaseJudging } from './judge-ledger.server.ts';
import type { KeptTexts, StoredText } from './kept-texts.server.ts';
import { answers, cells, judgements } from './schema.ts';
import { without } from './without.ts';
import { storableText } from './storable-text.ts';
import { checkStored, parseOptionalJson } from './stored-json.ts';

/** The number of a row is known only once it is stored, so that it takes all that tells one judgement from another. */
export const placeOfJudgement = (
	column: 'problem' | 'reasons' | 'raw_text',
	each: Pick<
		Judgement,
		'runId' | 'attemptId' | 'rivalAttemptId' | 'order' | 'judgeHash' | 'promptHash' | 'repeat'
	> & { judgedAtUtc: string }
): string =>
	`judgements.${column} of ${JSON.stringify([each.runId, each.attemptId, each.rivalAttemptId, each.order, each.judgeHash, each.promptHash, each.repeat, each.judgedAtUtc])}`;

const rowOf = (
	{ scores, ...judged }: Judgement,
	texts: KeptTexts
): InferInsertModel<typeof judgements> => {
	const plain = without(judged, 'textAbsence');
	const sealed = (column: 'problem' | 'reasons' | 'raw_text', text: string): StoredText =>
		texts.seal(storableText(text), placeOfJudgement(column, plain));
	const { problem, reasons, rawText } = plain;
	return {
		...plain,
		reasons: reasons === null ? null : sealed('reasons', reasons),
		rawText: sealed('raw_text', rawText),
		// Of what could not be read it is a word of ours; of what did not arrive a message of the endpoint.
		problem: problem === null || plain.state !== 'failed' ? problem : sealed('problem', problem),
		scoresJson: scores && JSON.stringify(scores)
	};
};

/** All of a judgement but its ledger, whose number may be larger than a binary float holds. */
const judgementColumns = without(getTableColumns(judgements), 'countedPicoUsd');

type JudgementRow = Omit<InferSelectModel<typeof judgements>, 'countedPicoUsd'>;

const judgementOfRow = (row: JudgementRow, texts: KeptTexts): Judgement => {
	const { id, scoresJson, problem, reasons, rawText, ...plain } = row;
	const written = texts.open(rawText, placeOfJudgement('raw_text', row));
	const shown = (column: 'problem' | 'reasons', text: StoredText | null): string | null =>
		text === null ? null : texts.shown(text, placeOfJudgement(column, row));
	const place = `judgement ${String(id)}`;
	const scores = parseOptionalJson(scoresJson, `scores_json of ${place}`);
	return checkStored(
		judgementSchema,
		{
			...plain,
			problem: shown('problem', problem),
			reasons: shown('reasons', reasons),
			rawText: written.kind === 'open' ? written.value : '',
			...(written.kind === 'shut' && { textAbsence: written.why }),
			scores: scores ?? null
		},
		place
	);
};

/** What a judgement counts against the cap of its run, and what was reserved for it; millionths of a millionth of a dollar. */
export interface JudgementSpend {
	worstPicoUsd: bigint;
	countedPicoUsd: bigint;
}

/** All of them or none; what was reserved for them is given back in the same transaction. `spends`: of each, where they cost something by the request. */
export const insertJudgements = async (
	database: Database,
	list: readonly Judgement[],
	spends: readonly (JudgementSpend | null)[] = []
): Promise<void> => {
	if (list.length === 0) return;
	const released = new Map<string, bigint>();
	const inserts = list.map((judgement, index) => {
		const spend = spends[index] ?? null;
		const { runId } = judgement;
		if (spend) released.set(runId, (released.get(runId) ?? 0n) + spend.worstPicoUsd);
		return database.orm.insert(judgements).values({
			...rowOf(judgement, database.texts),
			countedPicoUsd: spend && sql`cast(${String(spend.countedPicoUsd)} as integer)`
		});
	});
	await database.write([
		...inserts,
		...[...released].map(([runId, picoUsd]) => releaseJudging(database, runId, picoUsd))
	]);
};

/** Every judgement about a run, in the order in which they were given. */
export const judgementsOfRun = async (database: Database, runId: string): Promise<Judgement[]> => {
	const rows = await database.read(() =>
		database.orm
			.select(judgementColumns)
			.from(judgements)
			.where(eq(judgements.runId, runId))
			.orderBy(asc(judgements.id))
	);
	return rows.map((row) => judgementOfRow(row, database.texts));
};

/** The judgements that these judges gave of single answers or pairs, in any run, in the order in which they were given. */
export const judgementsOfJudges = async (
	database: Database,
	judgeHashes: readonly string[],
	kind: 'single' | 'pair'
): Promise<Judgement[]> => {
	if (judgeHashes.length === 0) return [];
	const orders = kind === 'single' ? (['single'] as const) : (['first', 'second'] as const);
	const rows = await database.read(() =>
		database.orm
			.select(judgementColumns)
			.from(judgements)
			.where(
				and(inArray(judgements.judgeHash, [...judgeHashes]), inArray(judgements.order, [...orders]))
			)
			.orderBy(asc(judgements.id))
	);
	return rows.map((row) => judgementOfRow(row, database.texts));
};

/** Whether any judge was asked about an answer of a run. */
export const hasJudgements = async (database: Database, runId: string): Promise<boolean> => {
	const rows = await database.read(() =>
		database.orm
			.select({ id: judgements.id })
			.from(judgements)
			.where(eq(judgements.runId, runId))
			.limit(1)
	);
	return rows.length > 0;
};

/** Equal where two answers say the same; a text that cannot be read equals itself alone. */
const textKey = (
	{ attemptId, text }: { attemptId: string; text: StoredText },
	texts: KeptTexts
): string => {
	const opened = texts.open(text, placeOfAnswer(attemptId));
	return opened.kind === 'open' ? `text ${opened.value}` : `attempt ${attemptId}`;
};

/**
 * Of the answer of one attempt by itself, in the order in which they were given. Judges are asked once about the same answer to the
 * same item of a run, whoever gave it, so that what they were asked about another attempt counts where its answer says the same.
 */
export const judgementsOfAnswer = async (
	database: Database,
	attemptId: string
): Promise<Judgement[]> => {
	const { orm, texts } = database;
	const [answer] = await database.read(() =>
		orm
			.select({
				attemptId: answers.attemptId,
				runId: cells.runId,
				scenarioId: cells.scenarioId,
				itemId: answers.itemId,
				text: answers.text
			})
			.from(answers)
			.innerJoin(cells, eq(answers.cellId, cells.id))
			.where(eq(answers.attemptId, attemptId))
	);
	if (!answer) return [];
	const rows = await database.read(() =>
		orm
			.select({ judgement: judgementColumns, attemptId: answers.attemptId, text: answers.text })
			.from(judgements)
			.innerJoin(answers, eq(answers.attemptId, judgements.attemptId))
			.innerJoin(cells, eq(answers.cellId, cells.id))
			.where(
				and(
					eq(judgements.runId, answer.runId),
					eq(judgements.order, 'single'),
					eq(cells.scenarioId, answer.scenarioId),
					eq(answers.itemId, answer.itemId)
				)
			)
			.orderBy(asc(judgements.id))
	);
	// Not in the query: two sealed texts differ although they say the same.
	const wanted = textKey(answer, texts);
	return rows
		.filter((row) => textKey(row, texts) === wanted)
		.map(({ judgement }) => judgementOfRow(judgement, texts));
};

/** Whether an answer of a run waits for its judges, or was judged unreadably. Looks through its answers until it finds one. */
export const hasUnjudgedAnswers = async (database: Database, runId: string): Promise<boolean> => {
	const rows = await database.read(() =>
		database.orm
			.select({ id: answers.cellId })
			.from(answers)
			.innerJoin(cells, eq(answers.cellId, cells.id))
			.where(and(eq(cells.runId, runId), isNotNull(answers.ungradedReason)))
			.limit(1)
	);
	return rows.length > 0;
};

/** Answers of a cell that arrived and have no grade, by the reason. */
export const ungradedCounts = async (
	database: Database,
	cellId: string
): Promise<Record<UngradedReason, number>> => {
	const rows = await database.read(() =>
		database.orm
			.select({ reason: answers.ungradedReason, n: count() })
			.from(answers)
			.where(and(eq(answers.cellId, cellId), isNotNull(answers.ungradedReason)))
			.groupBy(answers.ungradedReason)
	);
	const countOf = (wanted: UngradedReason): number =>
		rows.find(({ reason }) => reason === wanted)?.n ?? 0;
	return {
		'awaits-judging': countOf('awaits-judging'),
		'unreadable-judgement': countOf('unreadable-judgement')
	};
};

/** Cells of a run of which an answer was judged, or waits for it. */
export const judgedCellIds = async (database: Database, runId: string): Promise<Set<string>> => {
	const { orm } = database;
	const judged = await database.read(() =>
		orm
			.selectDistinct({ id: answers.cellId })
			.from(judgements)
			.innerJoin(answers, eq(answers.attemptId, judgements.attemptId))
			.where(eq(judgements.runId, runId))
	);
	const waiting = await database.read(() =>
		orm
			.selectDistinct({ id: answers.cellId })
			.from(answers)
			.innerJoin(cells, eq(answers.cellId, cells.id))
			.where(and(eq(cells.runId, runId), isNotNull(answers.ungradedReason)))
	);
	return new Set([...judged, ...waiting].map(({ id }) => id));
};

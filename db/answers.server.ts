/** Queries about answers: the graded outcomes that quality is computed from. */
import { and, eq, inArray, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { answerSchema, type Answer, type Grade } from '#core/answer.ts';
import type { Database } from './client.server.ts';
import { answers } from './schema.ts';
import { storableText } from './storable-text.ts';
import { checkStored, parseOptionalJson } from './stored-json.ts';

export const rowOfAnswer = ({
	grade,
	ungradedReason,
	...plain
}: Answer): Required<InferInsertModel<typeof answers>> => ({
	...plain,
	ungradedReason: ungradedReason ?? null,
	text: storableText(plain.text),
	passed: grade && grade.passed,
	score: grade && grade.score,
	// A grade always has details, be they the JSON null.
	detailsJson: grade && JSON.stringify(grade.details)
});

const answerOfRow = (row: InferSelectModel<typeof answers>): Answer => {
	const { passed, score, detailsJson, ungradedReason, ...plain } = row;
	const place = `answer of attempt ${row.attemptId}`;
	const details = parseOptionalJson(detailsJson, `details_json of the ${place}`);
	const grade = passed === null ? null : { passed, score, details };
	return checkStored(
		answerSchema,
		{ ...plain, grade, ...(ungradedReason === null ? {} : { ungradedReason }) },
		place
	);
};

/** The answers of a cell by trial and item, all of them or those of one trial (quality is counted on trial 0). */
export const answersOfCell = async (
	database: Database,
	cellId: string,
	{ trial }: { trial?: number } = {}
): Promise<Answer[]> => {
	const ofTrial = trial === undefined ? undefined : eq(answers.trial, trial);
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(answers)
			.where(and(eq(answers.cellId, cellId), ofTrial))
			.orderBy(answers.trial, answers.itemId, answers.attemptId)
	);
	return rows.map(answerOfRow);
};

/** The answer that one attempt brought; null where it was not about an item. */
export const answerOf = async (database: Database, attemptId: string): Promise<Answer | null> => {
	const [row] = await database.read(() =>
		database.orm.select().from(answers).where(eq(answers.attemptId, attemptId))
	);
	return row ? answerOfRow(row) : null;
};

/** The grades of some attempts, by their ids; those without one are left out. */
export const gradesOfAttempts = async (
	database: Database,
	attemptIds: readonly string[]
): Promise<Map<string, Grade>> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(answers)
			.where(inArray(answers.attemptId, [...attemptIds]))
	);
	return new Map(
		rows.flatMap((row) => {
			const { attemptId, grade } = answerOfRow(row);
			return grade ? [[attemptId, grade] as const] : [];
		})
	);
};

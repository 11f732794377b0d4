/** Queries about answers: the graded outcomes that quality is computed from. */
import { and, eq, inArray, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { answerSchema, type Answer, type Grade, type TextAbsence } from '#core/answer.ts';
import type { Database } from './client.server.ts';
import { answers, attempts } from './schema.ts';
import type { KeptTexts } from './kept-texts.server.ts';
import { storableText } from './storable-text.ts';
import { detailsOf, storedDetails } from './stored-details.ts';
import { checkStored } from './stored-json.ts';

export const placeOfAnswer = (attemptId: string): string => `answers.text of ${attemptId}`;

export const rowOfAnswer = (
	{ grade, ungradedReason, textAbsence, ...plain }: Answer,
	texts: KeptTexts
): Required<InferInsertModel<typeof answers>> => ({
	...plain,
	ungradedReason: ungradedReason ?? null,
	textAbsence: textAbsence ?? null,
	text: texts.seal(storableText(plain.text), placeOfAnswer(plain.attemptId)),
	passed: grade && grade.passed,
	score: grade && grade.score,
	// A grade always has details, be they the JSON null.
	detailsJson: grade && storedDetails(grade.details, plain.attemptId, texts)
});

/** The text of an answer, or why it is not there. */
export const textOfAnswer = (
	{
		attemptId,
		text,
		textAbsence
	}: Pick<InferSelectModel<typeof answers>, 'attemptId' | 'text' | 'textAbsence'>,
	texts: KeptTexts
): { text: string; textAbsence: TextAbsence | null } => {
	const opened = texts.open(text, placeOfAnswer(attemptId));
	if (opened.kind === 'open') return { text: opened.value, textAbsence };
	return { text: '', textAbsence: opened.why };
};

const answerOfRow = (row: InferSelectModel<typeof answers>, texts: KeptTexts): Answer => {
	const { attemptId, cellId, itemId, trial, passed, score, detailsJson, ungradedReason } = row;
	const place = `answer of attempt ${row.attemptId}`;
	const { textAbsence, text } = textOfAnswer(row, texts);
	const details =
		detailsJson === null ? null : detailsOf(detailsJson, row.attemptId, texts).details;
	const grade = passed === null ? null : { passed, score, details };
	return checkStored(
		answerSchema,
		{
			...{ attemptId, cellId, itemId, trial, text, grade },
			...(ungradedReason === null ? {} : { ungradedReason }),
			...(textAbsence === null ? {} : { textAbsence })
		},
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
	return rows.map((row) => answerOfRow(row, database.texts));
};

/** The answers that the attempts of a stage brought, in no order. */
export const answersOfStage = async (database: Database, stageId: string): Promise<Answer[]> => {
	const rows = await database.read(() =>
		database.orm
			.select({ answer: answers })
			.from(answers)
			.innerJoin(attempts, eq(attempts.id, answers.attemptId))
			.where(eq(attempts.stageId, stageId))
	);
	return rows.map(({ answer }) => answerOfRow(answer, database.texts));
};

/** The answer that one attempt brought; null where it was not about an item. */
export const answerOf = async (database: Database, attemptId: string): Promise<Answer | null> => {
	const [row] = await database.read(() =>
		database.orm.select().from(answers).where(eq(answers.attemptId, attemptId))
	);
	return row ? answerOfRow(row, database.texts) : null;
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
			const { attemptId, grade } = answerOfRow(row, database.texts);
			return grade ? [[attemptId, grade] as const] : [];
		})
	);
};

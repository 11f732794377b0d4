/** The stored attempts of a stage with what was kept of each, in the order in which they came when it was measured. */
import type { Grade } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import type { Evidence } from '#core/run.ts';
import { gradesOfAttempts } from '#db/answers.server.ts';
import { attemptsAsArrived, evidenceOfAttempts } from '#db/attempts.server.ts';
import type { Database } from '#db/client.server.ts';

/** Attempts that are read at once, with their bodies. */
const pageSize = 500;

export interface StoredAttempt {
	attempt: Attempt;
	/** Null where nothing was kept. */
	kept: Evidence | null;
	/** Null where nothing was graded. */
	grade: Grade | null;
}

/** Throws E_AUTH where bodies are encrypted and the key is not there. */
export async function* storedAttempts(
	database: Database,
	stageId: string
): AsyncGenerator<StoredAttempt> {
	for await (const page of attemptsAsArrived(database, stageId, { limit: pageSize })) {
		const ids = page.map(({ id }) => id);
		const evidence = await evidenceOfAttempts(database, ids);
		const grades = await gradesOfAttempts(database, ids);
		for (const attempt of page) {
			const { id } = attempt;
			yield { attempt, kept: evidence.get(id) ?? null, grade: grades.get(id) ?? null };
		}
	}
}

/** What is kept of an attempt, without its body. */
import { eq, sql } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { deltasOfRow, headersOfRow } from './evidence-row.ts';
import { evidence } from './schema.ts';

export interface EvidenceFacts {
	/** Moments of the deltas on the clock of the stage, ms. */
	deltaMs: number[];
	/** Response headers that are stored, lower-case names. */
	headers: Record<string, string>;
	/** Length of the body as received; null where streams are not kept. */
	bodyBytes: number | null;
	/** What the body takes in the database, compressed; null where streams are not kept. */
	storedBytes: number | null;
}

/** Null where nothing was kept. Throws `E_DATABASE` where the stored bytes are damaged. */
export const evidenceFactsOf = async (
	database: Database,
	attemptId: string
): Promise<EvidenceFacts | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select({
				attemptId: evidence.attemptId,
				deltas: evidence.deltas,
				headersJson: evidence.headersJson,
				bodyBytes: evidence.bodyBytes,
				storedBytes: sql<number | null>`length(${evidence.body})`
			})
			.from(evidence)
			.where(eq(evidence.attemptId, attemptId))
	);
	if (!row) return null;
	const { bodyBytes, storedBytes } = row;
	return { deltaMs: [...deltasOfRow(row)], headers: headersOfRow(row), bodyBytes, storedBytes };
};

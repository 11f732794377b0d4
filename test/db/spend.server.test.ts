/** What counts against the cap of a run, as the database knows it. */
import { expect, test } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import { settledPicoUsd } from '#core/spend-cap.ts';
import { usdToPicoUsdUp } from '#core/units.ts';
import { settlementOf } from '#bench/commands/run/spend-ledger.ts';
import { allowRequests, attemptsExposedUsd, exposureOfRun } from '#db/spend.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAttempt, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const worstPicoUsd = usdToPicoUsdUp('2');

test('Attempts count as they did while they were sent, whatever status they got.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId } = await storeRunWithStage(database, 'run-1');
	const statuses = [null, ...Array.from({ length: 500 }, (_, index) => index + 100)];
	const ends = statuses.flatMap((httpStatus): Partial<Attempt>[] => [
		{ httpStatus, costUsd: null },
		{ httpStatus, costUsd: null, sentMs: null },
		{ httpStatus, costUsd: '0.25' }
	]);
	const attempts = ends.map((changes, ordinal) =>
		sampleAttempt(`${stageId}/${String(ordinal)}`, stageId, { ordinal, ...changes })
	);
	await allowRequests(database, stageId, { allowed: attempts.length + 3, worstPicoUsd });
	const writer = createWriter(database);
	for (const attempt of attempts) {
		await writer.enqueueAttempt({ attempt, answer: null, evidence: null });
	}
	await writer.close();
	const settled = attempts.reduce(
		(sum, attempt) => sum + settledPicoUsd(worstPicoUsd, settlementOf(attempt)),
		0n
	);
	const [stage] = await exposureOfRun(database, 'run-1');
	expect(stage).toMatchObject({ lost: 3, worstRequestPicoUsd: worstPicoUsd });
	const exposedUsd = await attemptsExposedUsd(database, 'run-1');
	expect(usdToPicoUsdUp(exposedUsd)).toBe(settled + 3n * worstPicoUsd);
});

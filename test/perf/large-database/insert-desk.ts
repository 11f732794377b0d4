/** What people add to the runs: quotes, a decision, a set of assumptions and reviews of answers. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createRandom, pick } from '#core/random.ts';
import { saveReview } from '#db/answer-reviews.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { recordDecision, signDecision } from '#db/decisions.server.ts';
import { latestRunOf } from '#db/measured.server.ts';
import { insertQuote } from '#db/quotes.server.ts';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { sampleDecision } from '../../db/support/sample-decision.ts';

const quotesFolder = fileURLToPath(new URL('../../../scenarios/quotes/', import.meta.url));
const atUtc = '2026-11-24T18:00:00.000Z';
/** Reviews of each cell of the newest run. */
const reviewsPerCell = 20;

/** Adds them all; `useCaseId` has been measured. */
export const insertDesk = async (
	database: Database,
	useCaseId: string,
	seed: number
): Promise<void> => {
	for (const file of (await readdir(quotesFolder))
		.filter((name) => name.endsWith('.yaml'))
		.sort()) {
		const read = await readQuoteFile(`${quotesFolder}${file}`, {});
		if (read.state !== 'read') continue;
		const { fileName, fileHash, quote } = read;
		await insertQuote(database, quote, {
			fileName,
			fileHash,
			importedAtUtc: atUtc,
			enteredBy: 'Ines'
		});
	}
	await saveAssumptionSet(
		database,
		{ useCaseId, name: 'twice the volume', values: { volume: '240000' }, author: 'Jo' },
		{ savedAtUtc: atUtc }
	);
	const { id } = await recordDecision(database, sampleDecision({ useCaseId }), {
		decidedAtUtc: atUtc,
		supersedesId: null
	});
	await signDecision(database, id, { person: 'Jo', role: 'head of finance', signedAtUtc: atUtc });
	const run = await latestRunOf(database, useCaseId, { includeEmulated: true });
	const random = createRandom(seed, 'reviews');
	for (const cell of run ? await cellsOfRun(database, run.id) : []) {
		const answered = await answersOfCell(database, cell.id, { trial: 0 });
		for (const { attemptId } of answered.slice(0, reviewsPerCell)) {
			await saveReview(database, {
				attemptId,
				reviewer: pick(random, ['Ines', 'Jo', 'Kim']),
				thumb: pick(random, ['up', 'down']),
				comment: pick(random, [null, null, 'The grader is too strict here.']),
				reviewedAtUtc: atUtc
			});
		}
	}
};

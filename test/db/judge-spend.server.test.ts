/** What judges have cost is summed run by run, exactly, and what is not known is counted. */
import { expect, test } from 'vitest';
import { judgeSpendOf } from '#db/judge-spend.server.ts';
import { insertJudgements } from '#db/judgements.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import { listRunsPage } from '#db/run-list.server.ts';
import { judgement, withAnswers } from './support/sample-judgements.ts';

test('Judges cost the exact sum of their questions, those without a known cost are counted, and a run without judges has none.', async () => {
	const database = await withAnswers();
	await insertJudgements(database, [
		judgement({ costUsd: '0.1' }),
		judgement({ costUsd: '0.0000002' }),
		judgement({ costUsd: null, priceVersion: null })
	]);
	const spend = { usd: '0.1000002', asked: 3, unpriced: 1 };
	expect(await judgeSpendOf(database, ['run-1', 'run-2'])).toEqual(new Map([['run-1', spend]]));
	expect(await judgeSpendOf(database, [])).toEqual(new Map());
	expect((await runProgress(database, 'run-1')).judging).toEqual(spend);
	const { runs } = await listRunsPage(database, { limit: 10 });
	expect(runs.find(({ id }) => id === 'run-1')?.judging).toEqual(spend);
});

test('What judges cost is not known where no question has a cost, and is not nothing.', async () => {
	const database = await withAnswers();
	await insertJudgements(database, [judgement({ costUsd: null, priceVersion: null })]);
	expect(await judgeSpendOf(database, ['run-1'])).toEqual(
		new Map([['run-1', { usd: null, asked: 1, unpriced: 1 }]])
	);
});

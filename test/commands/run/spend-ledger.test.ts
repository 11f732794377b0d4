/** How stages share the cap of a run, over a real database. */
import { expect, it } from 'vitest';
import { SpendLedger, type PaidStage } from '#bench/commands/run/spend-ledger.ts';
import { thisProcess } from '#bench/telemetry/run-process.ts';
import { claimRun } from '#db/run-claims.server.ts';
import { findRun } from '#db/runs.server.ts';
import { exposureOfRun } from '#db/spend.server.ts';
import { storeRunWithStage } from '../../db/support/samples.ts';
import { openTemporary, temporaryPath } from '../../db/support/temporary-database.ts';

it('names what other stages have reserved where it covers nothing more, and gives that back when their block has ended', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId } = await storeRunWithStage(database, 'run-1');
	await claimRun(database, await findRun(database, 'run-1'), thisProcess());
	const stage: PaidStage = {
		id: stageId,
		load: { kind: 'closed', concurrency: 2, requests: 10 },
		worstRequestUsd: '30',
		mostRequests: 10
	};
	const ledger = new SpendLedger(database, { capUsd: '100', goOn: 'Ask for less.' });
	const first = ledger.open(stage);
	expect(await first.begin()).toBe(3);
	expect(() => ledger.open(stage)).toThrow(
		'the cap of 100 USD is reached: 0 USD are spent, 90 USD are reserved for requests of other stages that may have been sent, and one more request could pass it'
	);
	await first.end();
	expect(await exposureOfRun(database, 'run-1')).toMatchObject([{ lost: 0, unknown: 0 }]);
	expect(await ledger.open(stage).begin()).toBe(3);
});

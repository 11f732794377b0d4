/** A run belongs to one process at a time, and comes back from a claim as it was. */
import { describe, expect, test } from 'vitest';
import { claimRun, releaseRun } from '#db/run-claims.server.ts';
import { reserveJudging } from '#db/judge-ledger.server.ts';
import { runExposedPicoUsd } from '#db/run-exposure.server.ts';
import { findRun, finishRun, insertRun } from '#db/runs.server.ts';
import { sampleOwner, sampleRun } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const endedAtUtc = '2026-11-20T10:05:00.000Z';
const here = { processId: 71, hostName: 'here' };
const there = { processId: 72, hostName: 'there' };

const withEndedRun = async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await finishRun(database, 'run-1', { state: 'interrupted', reason: 'stopped', endedAtUtc });
	return database;
};

describe('a claimed run', () => {
	test('is that of one of two who read it before either claimed it.', async () => {
		const database = await withEndedRun();
		const stored = await findRun(database, 'run-1');
		const claims = await Promise.allSettled([
			claimRun(database, stored, here),
			claimRun(database, stored, there)
		]);
		expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
		const refused = claims.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
		expect(refused.reason).toMatchObject({ code: 'E_USAGE' });
	});

	test('keeps its end and the reason of it, and is as it was when it is given back.', async () => {
		const database = await withEndedRun();
		const before = await findRun(database, 'run-1');
		await claimRun(database, before, here);
		expect(await findRun(database, 'run-1')).toEqual({
			run: { ...before.run, state: 'running' },
			owner: here
		});
		const given = { state: before.run.state, owner: before.owner };
		await releaseRun(database, 'run-1', { owner: here, before: given });
		expect(await findRun(database, 'run-1')).toEqual(before);
	});

	test('lets whoever lost it neither reserve anything nor give it back.', async () => {
		const database = await withEndedRun();
		const before = await findRun(database, 'run-1');
		await claimRun(database, before, here);
		await claimRun(database, await findRun(database, 'run-1'), there);
		await reserveJudging(database, 'run-1', { picoUsd: 5n, owner: there });
		const lost = { code: 'E_USAGE', message: expect.stringContaining('was taken over') as string };
		await expect(
			reserveJudging(database, 'run-1', { picoUsd: 7n, owner: here })
		).rejects.toMatchObject(lost);
		const given = { state: before.run.state, owner: before.owner };
		await expect(
			releaseRun(database, 'run-1', { owner: here, before: given })
		).rejects.toMatchObject(lost);
		expect(await runExposedPicoUsd(database, 'run-1')).toBe(5n);
		expect((await findRun(database, 'run-1')).owner).toEqual(there);
	});
});

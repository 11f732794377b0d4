/** The version of a database is another one after every commit, by whomever, and the same as long as there is none. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { temporaryPath } from './support/temporary-database.ts';

const insert = (id: string) => ({
	sql: 'insert into write_batches (id, written_at_utc) values (?, ?)',
	args: [id, '2026-11-26T00:00:00.000Z']
});

test('Whoever commits, the next version is one that nobody was told before; reading changes none.', async () => {
	const url = `file:${temporaryPath()}`;
	const [ours, theirs] = [await openDatabase(url), await openDatabase(url)];
	const seen = new Set([await ours.version()]);
	let n = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom('we write', 'they write', 'we read'), {
				minLength: 1,
				maxLength: 8
			}),
			async (steps) => {
				for (const step of steps) {
					const before = await ours.version();
					if (step === 'we read') await ours.readSql('select count(*) from runs');
					else await (step === 'we write' ? ours : theirs).write([insert(String(n++))]);
					const after = await ours.version();
					if (step === 'we read') expect(after).toBe(before);
					else expect(seen).not.toContain(after);
					seen.add(after);
				}
			}
		),
		{ numRuns: 30 }
	);
	await ours.close();
	await theirs.close();
});

test('Many who ask at once are told one version, which is not older than their question.', async () => {
	const url = `file:${temporaryPath()}`;
	const database = await openDatabase(url);
	const before = await database.version();
	const asked = Array.from({ length: 50 }, () => database.version());
	expect(new Set(await Promise.all(asked))).toEqual(new Set([before]));
	await database.write([insert('a')]);
	expect(await database.version()).not.toBe(before);
	await database.close();
});

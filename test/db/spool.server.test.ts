import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spoolHeader, type SpooledBatch } from '#db/spool-lines.server.ts';
import { thisOwner } from '#db/spool-owner.server.ts';
import { Spool } from '#db/spool.server.ts';
import { appendUnderLimit, batchesIn } from './support/spools.ts';
import { temporaryFolder } from './support/temporary-database.ts';

const idsIn = async (file: string): Promise<string[]> =>
	(await batchesIn(file)).map(({ id }) => id);

const batchWith = (id: string, text: string): SpooledBatch => ({
	id,
	statements: [{ sql: 'x', args: [text] }]
});

describe('what waits for a server', () => {
	it('lies in a file of its owner, in its order, that says whose it is', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		const spool = new Spool(file, 'libsql://host');
		expect(existsSync(file)).toBe(false);
		const written = ['a', 'b', 'c'].map((id) => batchWith(id, 'one\u2028two'));
		for (const each of written) spool.append(each);
		expect(spool.count).toBe(3);
		expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
		expect(await spoolHeader(file)).toEqual({ database: 'libsql://host', owner: thisOwner() });
		expect(await batchesIn(file)).toEqual(written);
		spool.clear();
		expect([existsSync(file), spool.count]).toEqual([false, 0]);
		spool.append(batchWith('d', ''));
		expect(await idsIn(file)).toEqual(['d']);
	});

	it('never goes into a file that holds something already', () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		writeFileSync(file, '');
		expect(() => new Spool(file, 'libsql://host')).toThrow(
			/holds what an earlier command could not send/
		);
	});

	it('is told to be kept only where all of it is: of a line that the disk takes in part nothing stays', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		// The second one begins within 4 KiB and would end beyond.
		const told = await appendUnderLimit(file, [2_000, 6_000, 100, 3_000], 8);
		expect(told).toEqual(['kept', 'E_FILE', 'kept', 'E_FILE']);
		expect(await idsIn(file)).toEqual(['b0', 'b2']);
		expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
		// Also where it is the first one, which says whose the file is.
		const other = join(temporaryFolder(), 'spool.jsonl');
		expect(await appendUnderLimit(other, [6_000, 100], 8)).toEqual(['E_FILE', 'kept']);
		expect(await idsIn(other)).toEqual(['b1']);
		expect(await spoolHeader(other)).toMatchObject({ database: 'http://server' });
	});

	it('is not told to be kept in a file that somebody has deleted', () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		const spool = new Spool(file, 'libsql://host');
		spool.append(batchWith('a', ''));
		rmSync(file);
		expect(() => {
			spool.append(batchWith('b', ''));
		}).toThrow(/cannot be kept in .*something has deleted it/);
		expect(spool.count).toBe(1);
	});
});

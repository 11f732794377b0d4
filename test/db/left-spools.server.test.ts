import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdsRun, leftSpools, spoolNameOf } from '#db/left-spools.server.ts';
import { Spool } from '#db/spool.server.ts';
import { startWriter } from './support/spools.ts';
import { temporaryFolder } from './support/temporary-database.ts';

const spoolWith = (folder: string, processId: number, args: string[]): string => {
	const file = join(folder, spoolNameOf(processId));
	new Spool(file, 'libsql://host').append({ id: 'b', statements: [{ sql: 'x', args }] });
	return file;
};

describe('spools that lie in a folder', () => {
	it('are found with the server that they wait for, each once, also where one is damaged', async () => {
		const folder = temporaryFolder();
		const whole = spoolWith(folder, 100, ['run-1']);
		const damaged = join(folder, spoolNameOf(200));
		writeFileSync(damaged, 'no JSON\n');
		writeFileSync(join(folder, 'other.jsonl'), '');
		mkdirSync(join(folder, 'bench-spool-folder.jsonl'));
		expect(await leftSpools([folder, folder, join(folder, 'none')])).toEqual([
			{ file: whole, database: 'libsql://host' },
			{ file: damaged, database: null },
			{ file: join(folder, 'bench-spool-folder.jsonl'), database: null }
		]);
	});

	it('are not those of a process that still writes', async () => {
		const folder = temporaryFolder();
		const file = join(folder, spoolNameOf(100));
		const writer = await startWriter(file);
		expect(await leftSpools([folder])).toEqual([]);
		await writer.kill();
		expect(await leftSpools([folder])).toMatchObject([{ file }]);
	});

	it('hold something of a run where they name it or what is below it, and not one whose id begins alike', async () => {
		const holds = async (arg: string, runId: string): Promise<boolean> =>
			holdsRun({ file: spoolWith(temporaryFolder(), 100, [arg]), database: null }, runId);
		const id = '20261120T203345-3f9a';
		expect(await holds(id, id)).toBe(true);
		expect(await holds(`${id}/1/2`, id)).toBe(true);
		expect(await holds(`${id}b/1/2`, id)).toBe(false);
		expect(await holds(`of ${id}`, id)).toBe(false);
		const cut = join(temporaryFolder(), spoolNameOf(100));
		writeFileSync(cut, `{"id":"b","statements":[{"sql":"x","args":["${id}/1/`);
		expect(await holdsRun({ file: cut, database: null }, id)).toBe(true);
		expect(await holdsRun({ file: `${cut}.none`, database: null }, id)).toBe(false);
	});
});

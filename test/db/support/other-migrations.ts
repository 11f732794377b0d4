/** Folders of migrations that are not the committed ones: of an older version, or of a later one. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultMigrationsFolder } from '#db/migrations.server.ts';
import { temporaryFolder } from './temporary-database.ts';

/** A copy of the committed migrations with other entries in its journal. */
export const migrationsOf = (change: (entries: object[]) => object[]): string => {
	const folder = join(temporaryFolder(), 'migrations');
	cpSync(defaultMigrationsFolder, folder, { recursive: true });
	const journalPath = join(folder, 'meta', '_journal.json');
	const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as { entries: object[] };
	writeFileSync(journalPath, JSON.stringify({ ...journal, entries: change(journal.entries) }));
	return folder;
};

/** The committed migrations and one more, `later`, with this SQL. */
export const migrationsWith = (sql: string): string => {
	const folder = migrationsOf((entries) => [
		...entries,
		{
			idx: entries.length,
			version: '6',
			when: 9_000_000_000_000,
			tag: 'later',
			breakpoints: true
		}
	]);
	writeFileSync(join(folder, 'later.sql'), sql);
	return folder;
};

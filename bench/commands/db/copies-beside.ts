/** Copies of a database that upgrades have left. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseDatabaseUrl } from '#db/database-url.ts';

/** Paths of the copies that an upgrade has left beside a file: they hold what the file held then. */
export const copiesBeside = (url: string): string[] => {
	const location = parseDatabaseUrl(url);
	if (location.kind !== 'file') return [];
	const folder = dirname(location.path);
	const beginning = `${basename(location.path)}.before-`;
	return readdirSync(folder)
		.filter((name) => name.startsWith(beginning))
		.map((name) => join(folder, name));
};

/** What is said of such copies; `hold` is what they may still hold. Null where there are none. */
export const copiesRemark = (copies: readonly string[], hold: string): string | null =>
	copies.length === 0
		? null
		: `${copies.join(', ')}: made by an upgrade, and may hold ${hold}. Delete what you no longer need of it.`;

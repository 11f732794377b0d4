/** The copy of a file that is made before it is migrated: what going back to the version before needs. */
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Client, InStatement, Row } from '@libsql/client';
import { createClient } from '@libsql/client/sqlite3';
import { BenchError } from '#core/errors.ts';
import { fileUrlOf } from './database-url.ts';
import { isProcessRunning } from './is-process-running.server.ts';
import { textOf } from './sql-value.ts';
import { createPrivately, giveName } from './whole-file.server.ts';

export interface CopyOptions {
	/** The file as the user knows it. */
	name: string;
	path: string;
	/** The first migration that it lacks. */
	tag: string;
	now: () => Date;
	/** Whether a database lacks that migration first. */
	isBefore: (execute: (statement: InStatement) => Promise<{ rows: Row[] }>) => Promise<boolean>;
}

const chunkBytes = 1_048_576;

/** Bytes of the beginning of a file that count changes, first and length (sqlite.org/fileformat2.html, 1.3): a copy of the same state has others. */
const counters = [
	[24, 4],
	[40, 4],
	[92, 4]
] as const;

/** Whether two files hold the same state, byte by byte. */
const areSame = (one: string, other: string): boolean => {
	if (statSync(one).size !== statSync(other).size) return false;
	const files = [one, other].map((path) => openSync(path, 'r'));
	const chunks = files.map(() => Buffer.alloc(chunkBytes));
	try {
		for (let isFirst = true; ; isFirst = false) {
			const [n, m] = files.map((file, i) => readSync(file, chunks[i] ?? Buffer.alloc(0)));
			for (const [at, length] of isFirst ? counters : []) {
				for (const chunk of chunks) chunk.fill(0, at, at + length);
			}
			if (n !== m || !chunks[0]?.equals(chunks[1] ?? Buffer.alloc(0))) return false;
			if (n === 0) return true;
		}
	} finally {
		for (const file of files) closeSync(file);
	}
};

const beginning = (copy: string): string => `${copy}.unfinished-${encodeURIComponent(hostname())}-`;

/** Removes what processes of this machine that were killed have left. Those of others, who may be at it, are named with the copies. */
const removeLeftovers = (copy: string): void => {
	const folder = dirname(copy);
	const start = basename(beginning(copy));
	for (const file of readdirSync(folder)) {
		if (!file.startsWith(start)) continue;
		const processId = parseInt(file.slice(start.length), 10);
		if (processId === process.pid || !isProcessRunning(processId)) {
			rmSync(join(folder, file), { force: true });
		}
	}
};

/** Whether the copy is of before the migration. Throws E_DATABASE where it is not whole. */
const check = async (copy: string, { name, isBefore }: CopyOptions): Promise<boolean> => {
	const client = createClient({ url: fileUrlOf(copy), concurrency: 1 });
	try {
		const { rows } = await client.execute('PRAGMA integrity_check');
		const damage = rows.map((row) => textOf(row['integrity_check'])).filter((it) => it !== 'ok');
		if (damage.length > 0) {
			throw new BenchError(
				'E_DATABASE',
				`${name} is not brought up to date, as it is damaged: ${damage.slice(0, 3).join('; ')}`,
				{ hint: 'Nothing was changed. Look at the extent with "bench db check".' }
			);
		}
		return await isBefore((statement) => client.execute(statement));
	} finally {
		client.close();
	}
};

/** Names of the copy: the plain one first, then with the moment. */
function* namesOf(copy: string, now: Date): Generator<string> {
	yield copy;
	const moment = `${copy}-${now.toISOString().replaceAll(/[-:.]/gu, '')}`;
	yield moment;
	for (let n = 2; ; n++) yield `${moment}-${String(n)}`;
}

/**
 * Copies the database to `PATH.before-TAG`, or where another state has that name already, to one with the moment behind it. The copy has its name only
 * once it is whole, checked and on the disk. Nothing is kept where there is a copy of this very state, or where another process has migrated in the
 * meantime. Throws E_DATABASE where the database is damaged, and what keeps the copy from being written.
 */
export const copyBeforeMigration = async (client: Client, options: CopyOptions): Promise<void> => {
	const { path, tag, now } = options;
	const copy = `${path}.before-${tag}`;
	removeLeftovers(copy);
	const unfinished = `${beginning(copy)}${String(process.pid)}`;
	createPrivately(unfinished);
	try {
		await client.execute({ sql: 'VACUUM INTO ?', args: [unfinished] });
		if (!(await check(unfinished, options))) return;
		for (const name of namesOf(copy, now())) {
			if (giveName(unfinished, name) || areSame(unfinished, name)) return;
		}
	} finally {
		for (const ending of ['', '-journal']) rmSync(`${unfinished}${ending}`, { force: true });
	}
};

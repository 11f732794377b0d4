/** What a local database file needs: checks before it is opened, settings of its connection. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client } from '@libsql/client';
import { BenchError, errorMessage } from '#core/errors.ts';
import { textOf } from './sql-value.ts';
import { createPrivately } from './whole-file.server.ts';

const fileProblems: Record<string, [message: string, hint: string]> = {
	ENOENT: ['its folder does not exist', 'Create the folder, or give another path with --db.'],
	ENOTDIR: ['a part of its path is a file, not a folder', 'Give another path with --db.'],
	EISDIR: ['it is a folder, not a file', 'Give the path of a file with --db.'],
	EACCES: ['there is no permission to read and write it', 'Check the owner and mode of the file.'],
	EPERM: ['there is no permission to read and write it', 'Check the owner and mode of the file.'],
	EROFS: ['its disk is read-only', 'Give a path on another disk with --db.']
};

const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * Checks that the file can be written, and creates it empty with mode 0600 if there is none: answers may be confidential.
 * An existing file is never opened here, since closing it would drop this process's locks on it.
 */
export const prepareFile = (name: string, path: string): void => {
	try {
		const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
		if (isFolder === true) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
		if (isFolder === undefined) createPrivately(path);
		accessSync(path, constants.R_OK | constants.W_OK);
		accessSync(dirname(path), constants.W_OK | constants.X_OK);
	} catch (cause) {
		// Another process has just created it.
		if (codeOf(cause) === 'EEXIST') return;
		const [message, hint] = fileProblems[codeOf(cause)] ?? [errorMessage(cause), ''];
		throw new BenchError('E_DATABASE', `the database ${name} cannot be opened: ${message}`, {
			cause,
			...(hint === '' ? {} : { hint })
		});
	}
};

/**
 * The bundled SQLite (3.45.1) can lose commits in WAL mode with two writers (fixed in 3.51.3), hence the rollback journal.
 * `secure_delete`: what was deleted is overwritten, so that prompts and answers do not stay in the file.
 * `cache_spill` off: a large transaction then locks readers out only while it commits.
 * `cache_size` 64 MiB instead of 2: what a page of the dashboard reads stays in memory for the next one.
 */
export const configureFile = async (
	client: Client,
	name: string,
	foreignKeys: 'ON' | 'OFF'
): Promise<void> => {
	// Not `execute`: where that meets a lock, its statement keeps a lock of its own (see connection.server.ts).
	await client.executeMultiple(
		`PRAGMA foreign_keys = ${foreignKeys}; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF; PRAGMA cache_size = -65536; PRAGMA secure_delete = ON; PRAGMA journal_mode = TRUNCATE`
	);
	const { rows } = await client.execute('PRAGMA journal_mode');
	const mode = textOf(rows[0]?.['journal_mode']);
	if (mode !== 'truncate') {
		throw new BenchError(
			'E_DATABASE',
			`${name} is in journal mode "${mode}" and another program keeps it there`,
			{ hint: 'Close the other program and start again.' }
		);
	}
};

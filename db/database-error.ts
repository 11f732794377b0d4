/** Turns what libSQL and drizzle throw into one `BenchError` that says what happened to which database and what to do. */
import { LibsqlError } from '@libsql/client/sqlite3';
import { BenchError, errorMessage } from '#core/errors.ts';
import { dataKeyHint } from './data-key.ts';

/** The libSQL error behind an error; drizzle wraps it, with the query and all of its parameters in the message. */
const libsqlErrorOf = (error: unknown): LibsqlError | null => {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		if (cause instanceof LibsqlError) return cause;
	}
	return null;
};

/** Whether another connection held a lock for longer than the busy timeout: trying again can help. */
export const isBusy = (error: unknown): boolean => {
	const code = libsqlErrorOf(error)?.code;
	return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
};

/** Codes of a network in which the server cannot be reached, or a connection to it broke. */
const networkCodes = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
	'UND_ERR_SOCKET',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_HEADERS_TIMEOUT'
]);

/** What kept a server from answering, in a few words; null where it did answer. */
export const whyAway = (error: unknown): string | null => {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const code = 'code' in cause ? String(cause.code) : '';
		if (networkCodes.has(code)) return cause.message;
		const status = /HTTP status (5\d\d)/.exec(cause.message)?.[1];
		if (status !== undefined) return `it answers with status ${status}`;
	}
	return null;
};

/** What triggers of the migration "sealed_texts" say where a text is to be stored as it is, or with another key than the one that holds. */
const textRefused = 'a text that is not encrypted with the data key that holds';

const describeError = (name: string, error: LibsqlError): [message: string, hint?: string] => {
	const detail = error.message.replace(/^(?:[A-Z_]+: )+/, '');
	if (detail.includes(textRefused)) {
		return [
			`${name}: since this command began its texts are encrypted with a key that this command was not given; nothing of this write was stored`,
			`${dataKeyHint} A run is gone on with by "bench resume".`
		];
	}
	switch (error.code) {
		case 'SQLITE_FULL':
			return [
				`${name}: the disk is full; nothing of this write was stored`,
				'Free space on the disk that holds the database, then start again.'
			];
		case 'SQLITE_BUSY':
		case 'SQLITE_LOCKED':
			return [
				`${name} is locked by another process`,
				'Wait until the other command has ended, or give this one a file of its own with --db.'
			];
		case 'SQLITE_NOTADB':
			return [`${name} is not a SQLite database`, 'Give the path of another file with --db.'];
		case 'SQLITE_CORRUPT':
			return [
				`${name} is damaged: ${detail}`,
				'Look at the extent with "bench db check", and go back to a copy of the file.'
			];
		case 'SQLITE_READONLY':
		case 'SQLITE_PERM':
		case 'SQLITE_CANTOPEN':
			return [
				`${name} cannot be opened for writing: ${detail}`,
				'The file and its folder must be writable: the journal is created beside the file.'
			];
		case 'SQLITE_IOERR':
			return [`${name}: the disk reports an error: ${detail}`, 'Check the disk.'];
		case 'SERVER_ERROR':
			return /HTTP status 40[13]/.test(error.message)
				? [
						`${name} refuses access`,
						'The token of the server comes from LIBSQL_AUTH_TOKEN; it may be missing, wrong or expired.'
					]
				: [`${name}: ${detail}`];
		case 'SQLITE_CONSTRAINT':
			return [`${name} refused a row: ${detail}`];
		default:
			return [`${name}: ${detail}`];
	}
};

/** `name` is the database as the user knows it. A `BenchError` is returned as it is. */
export const databaseError = (name: string, error: unknown): BenchError => {
	if (error instanceof BenchError) return error;
	const libsqlError = libsqlErrorOf(error);
	const away = whyAway(error);
	const [message, hint] =
		away !== null
			? [
					`${name} cannot be reached: ${away}`,
					'Check the address after --db, and that the server runs.'
				]
			: libsqlError
				? describeError(name, libsqlError)
				: [`${name}: ${errorMessage(error)}`];
	return new BenchError('E_DATABASE', message, {
		cause: libsqlError ?? error,
		...(hint === undefined ? {} : { hint })
	});
};

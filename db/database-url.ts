/** Database URLs as given with `--db`: which kind of database, where its file is, and how it is called in messages. */
import { resolve } from 'node:path';
import { BenchError } from '#core/errors.ts';

export type DatabaseLocation =
	/** `path` is absolute, so that a later change of the working directory cannot move the database. */
	| { kind: 'file'; name: string; path: string; url: string }
	/** `name` has no query and no user, since both may hold a token. */
	| { kind: 'remote'; name: string; url: string };

const remoteSchemes = ['libsql:', 'https:', 'http:', 'wss:', 'ws:'];

const refuse = (shown: string, problem: string, cause?: unknown): BenchError =>
	new BenchError('E_USAGE', `"${shown}" is not a database URL: ${problem}`, {
		hint: 'Write file:PATH for a local file, such as file:bench.db, or libsql://HOST for a server.',
		...(cause === undefined ? {} : { cause })
	});

const readFileUrl = (url: string): DatabaseLocation => {
	const rest = url.slice('file:'.length);
	if (/[?#]/.test(rest)) {
		throw refuse(url, 'a file URL takes no "?" or "#" (write %3F and %23 in a file name)');
	}
	const authority = /^\/\/([^/]*)/.exec(rest);
	if (authority && !['', 'localhost'].includes(authority[1] ?? '')) {
		throw refuse(url, `"${authority[1] ?? ''}" would be a host; a file has none`);
	}
	let path: string;
	try {
		path = decodeURIComponent(authority ? rest.slice(authority[0].length) : rest);
	} catch (cause) {
		throw refuse(url, 'it has a broken % escape', cause);
	}
	if (path === '' || path.includes('\0')) throw refuse(url, 'the path of the file is missing');
	if (path.startsWith(':memory:')) {
		throw refuse(url, 'a database in memory would be lost at the end');
	}
	const absolute = resolve(path);
	return { kind: 'file', name: path, path: absolute, url: fileUrlOf(absolute) };
};

/** The URL of a file by its path: whatever would mean something else in a URL, such as `%`, `#` and `?`, is escaped. */
export const fileUrlOf = (path: string): string =>
	// As the file system takes half a character.
	`file:${path.toWellFormed().split('/').map(encodeURIComponent).join('/')}`;

/** Reads a database URL; throws `E_USAGE` where it is none. */
export const parseDatabaseUrl = (url: string): DatabaseLocation => {
	if (/^file:/i.test(url)) return readFileUrl(`file:${url.slice('file:'.length)}`);
	const shown = url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
	if (!URL.canParse(url)) throw refuse(shown, 'it has no scheme');
	const parsed = new URL(url);
	if (!remoteSchemes.includes(parsed.protocol)) {
		throw refuse(shown, `the scheme "${parsed.protocol}" is not supported`);
	}
	return { kind: 'remote', name: shown, url };
};

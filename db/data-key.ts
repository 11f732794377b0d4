/**
 * Keys that kept texts are encrypted with: 32 random bytes, written as 64 hexadecimal digits or in base64, in the environment. A key is never part of a
 * message; its id is, so that a wrong one is told from the right one.
 */
import { createHash } from 'node:crypto';
import { BenchError } from '#core/errors.ts';

/** AES-256 takes a key of so many bytes. */
export const dataKeyBytes = 32;
/** Bytes of a hash of the key that stand beside each encrypted text. */
export const keyIdBytes = 8;

export interface DataKeys {
	/** What is stored is encrypted with it; null: it is stored as it is. */
	current: Buffer | null;
	/** The key before it: it only reads, until everything is encrypted anew. */
	old: Buffer | null;
}

export const noDataKeys: DataKeys = { current: null, old: null };

export const dataKeyVariable = 'BENCH_DATA_KEY';
export const oldDataKeyVariable = 'BENCH_DATA_KEY_OLD';

/** What to do where a text is encrypted and no key is there. */
export const dataKeyHint = `Set ${dataKeyVariable} to the key (or BENCH_DATA_KEY_COMMAND to a command that writes it) in the shell that runs bench.`;

const hexPattern = /^[0-9a-f]{64}$/iu;
/** 43 letters and what fills them up, in either alphabet of base64 (RFC 4648, sections 4 and 5). */
const base64Pattern = /^(?:[A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/u;

/** Throws E_USAGE for what is no key, in words that do not repeat it. `from`: where it came from, such as `BENCH_DATA_KEY`. */
export const parseDataKey = (text: string, from: string): Buffer => {
	const written = text.trim();
	if (hexPattern.test(written)) return Buffer.from(written, 'hex');
	if (base64Pattern.test(written)) {
		const key = Buffer.from(written, 'base64url');
		if (key.length === dataKeyBytes) return key;
	}
	throw new BenchError(
		'E_USAGE',
		`${from} is no key: expected ${String(dataKeyBytes)} bytes as 64 hexadecimal digits or 44 letters of base64, got ${String(written.length)} characters`,
		{
			hint: 'Make one: openssl rand -base64 32. Keep it where you keep passwords: without it no text can be read.'
		}
	);
};

/** The beginning of a hash of the key: tells keys apart, and tells nothing of them. */
export const keyIdOf = (key: Uint8Array): Buffer =>
	createHash('sha256').update('breakeven data key').update(key).digest().subarray(0, keyIdBytes);

/** Keys of the environment; none where nothing is set. Throws E_USAGE for a bad one, and for an old one without its successor. */
export const readDataKeys = (env: Readonly<Record<string, string | undefined>>): DataKeys => {
	const read = (name: string): Buffer | null => {
		const text = env[name];
		return text === undefined || text.trim() === '' ? null : parseDataKey(text, name);
	};
	const keys = { current: read(dataKeyVariable), old: read(oldDataKeyVariable) };
	if (keys.old && !keys.current) {
		throw new BenchError('E_USAGE', `${oldDataKeyVariable} is set and ${dataKeyVariable} is not`, {
			hint: `The old key only reads what the new one takes over. To go on with the old one, give it as ${dataKeyVariable}.`
		});
	}
	return keys;
};

/**
 * Texts of prompts and answers as they are stored: encrypted where there is a key, else as they are. What holds such a text, and is therefore encrypted:
 *
 * | where | what |
 * | --- | --- |
 * | `answers.text` | an answer, measured or imported |
 * | `answers.details_json` | what a grader saw of it; labels of a closed list are words of the scenario and stay readable, for tables of confusions |
 * | `evidence.body` | the stream or body as received, compressed before it is encrypted |
 * | `judgements.raw_text`, `.reasons`, `.problem` | what a judge wrote, and why none arrived (words for what could not be read are ours, and stay) |
 * | `answer_reviews.comment` | what people say of an answer |
 * | `attempts.error_message`, `stages.summary_json` (`failures`), `runs.state_reason` | messages of endpoints, which may quote a prompt |
 *
 * Not encrypted, as no text of a prompt or an answer is in them: moments, token counts, costs, grades, scores, verdicts, ids of items, hashes of questions,
 * response headers of an allowlist, and configs as they were written, `extraBody` included. Prompts and references of scenarios are not stored at all.
 *
 * Form: AES-256-GCM (NIST SP 800-38D) with a random nonce for each text; additional data is the name of the place (table, column, key of the row), so that
 * a text that was moved to another row does not open there. Bytes: version (1), id of the key (8), nonce (12), ciphertext, tag (16). In a column of text
 * they stand as a blob, which no plain text is; within JSON as `{"$sealed":"KEYID:BASE64"}`. With random nonces a key should seal no more than 2³² texts
 * (section 8.3 there): far more than the largest database has.
 */
import {
	createCipheriv,
	createDecipheriv,
	createSecretKey,
	randomFillSync,
	type KeyObject
} from 'node:crypto';
import type { TextAbsence } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import { isObject } from '#core/json.ts';
import { dataKeyHint, keyIdBytes, keyIdOf, noDataKeys, type DataKeys } from './data-key.ts';

/** A column that keeps a text: as it is, or sealed. */
export type StoredText = string | Uint8Array;

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes;

/** Why a sealed text cannot be read. */
export type ShutReason = Extract<TextAbsence, 'encrypted' | 'other-key' | 'damaged'>;

/** What came of opening a text. */
export type Opened<T> = { kind: 'open'; value: T } | { kind: 'shut'; why: ShutReason };

const open = <T>(value: T): Opened<T> => ({ kind: 'open', value });
const shut = (why: ShutReason): { kind: 'shut'; why: ShutReason } => ({ kind: 'shut', why });

const bufferOf = (bytes: Uint8Array): Buffer =>
	Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether these bytes are of the form above; a compressed body begins with the magic number of zstd (0x28), and is not. */
export const isSealed = (bytes: Uint8Array): boolean =>
	bytes[0] === version && bytes.length >= headBytes + tagBytes;

/** What stands in place of a text that cannot be read. */
export const shutWords: Record<ShutReason, string> = {
	encrypted: '[encrypted: give the key in BENCH_DATA_KEY to read it]',
	'other-key': '[encrypted with another key than that of BENCH_DATA_KEY]',
	damaged: '[cannot be decrypted: it was damaged, or moved here from another place]'
};

/** Throws what tells that bytes that are needed cannot be read: E_AUTH where a key would help, else E_DATABASE. `what`: such as `the body of attempt a1`. */
export const refuseShut = (why: ShutReason, what: string): never => {
	if (why === 'damaged') {
		throw new BenchError('E_DATABASE', `${what} cannot be decrypted: it was damaged, or moved`, {
			hint: 'Count what is damaged with "bench db check".'
		});
	}
	throw new BenchError(
		'E_AUTH',
		`${what} is encrypted${why === 'other-key' ? ', with another key than that of BENCH_DATA_KEY' : ''}`,
		{ hint: dataKeyHint }
	);
};

/** Key of the object that a sealed value stands in within JSON; no value of ours has it. */
export const sealedKey = '$sealed';
/** JSON text of a sealed value begins so, then comes the id of the key. */
export const sealedJsonStart = `{"${sealedKey}":"`;

interface Key {
	id: Buffer;
	/** Not the bytes: to take them in anew for each text takes twice the time of encrypting 2 kB. */
	secret: KeyObject;
}

export class KeptTexts {
	readonly #current: Key | null;
	readonly #keys: readonly Key[];
	/** Random bytes for the next nonces: asking for many at once takes a tenth of the time. */
	readonly #random = Buffer.alloc(nonceBytes * 512);
	#randomUsed = this.#random.length;

	constructor({ current, old }: DataKeys = noDataKeys) {
		const keyOf = (bytes: Buffer): Key => ({
			id: keyIdOf(bytes),
			secret: createSecretKey(bytes)
		});
		this.#current = current && keyOf(current);
		this.#keys = [...(this.#current ? [this.#current] : []), ...(old ? [keyOf(old)] : [])];
	}

	/** Id of the key that seals, hex; null where texts are stored as they are. */
	get keyId(): string | null {
		return this.#current && this.#current.id.toString('hex');
	}

	/** Whether the key with this id, hex, is given: to seal, or as the one before it. */
	hasKey(keyId: string): boolean {
		return this.#keys.some(({ id }) => id.toString('hex') === keyId);
	}

	/** Id of the key that some sealed bytes need, hex. */
	static keyIdIn(sealed: Uint8Array): string {
		return bufferOf(sealed).toString('hex', 1, 1 + keyIdBytes);
	}

	#nonce(): Buffer {
		if (this.#randomUsed === this.#random.length) {
			randomFillSync(this.#random);
			this.#randomUsed = 0;
		}
		const nonce = this.#random.subarray(this.#randomUsed, this.#randomUsed + nonceBytes);
		this.#randomUsed += nonceBytes;
		return nonce;
	}

	/** Seals bytes for a place, such as `evidence.body of a1`; gives them back as they are where there is no key. */
	sealBytes(bytes: Uint8Array, place: string): Uint8Array {
		const key = this.#current;
		if (!key) return bytes;
		const nonce = this.#nonce();
		const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagBytes });
		cipher.setAAD(Buffer.from(place));
		const sealed = Buffer.allocUnsafe(headBytes + bytes.length + tagBytes);
		sealed[0] = version;
		key.id.copy(sealed, 1);
		nonce.copy(sealed, 1 + keyIdBytes);
		cipher.update(bytes).copy(sealed, headBytes);
		cipher.final();
		cipher.getAuthTag().copy(sealed, headBytes + bytes.length);
		return sealed;
	}

	/** Bytes of a place, whether they were sealed or not. */
	openBytes(stored: Uint8Array, place: string): Opened<Uint8Array> {
		if (!isSealed(stored)) return open(stored);
		const sealed = bufferOf(stored);
		const id = sealed.subarray(1, 1 + keyIdBytes);
		const key = this.#keys.find((each) => each.id.equals(id));
		if (!key) return shut(this.#keys.length === 0 ? 'encrypted' : 'other-key');
		const end = sealed.length - tagBytes;
		const nonce = sealed.subarray(1 + keyIdBytes, headBytes);
		const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, {
			authTagLength: tagBytes
		});
		decipher.setAAD(Buffer.from(place));
		decipher.setAuthTag(sealed.subarray(end));
		try {
			const plain = decipher.update(sealed.subarray(headBytes, end));
			decipher.final();
			return open(plain);
		} catch {
			return shut('damaged');
		}
	}

	/** A text for its column. An empty one stays so: it says that there is none. */
	seal(text: string, place: string): StoredText {
		if (!this.#current || text === '') return text;
		return this.sealBytes(Buffer.from(text), place);
	}

	open(stored: StoredText, place: string): Opened<string> {
		if (typeof stored === 'string') return open(stored);
		if (!isSealed(stored)) return shut('damaged');
		const opened = this.openBytes(stored, place);
		return opened.kind === 'open' ? open(bufferOf(opened.value).toString()) : opened;
	}

	/** The text, or words in its place that say why it cannot be read. */
	shown(stored: StoredText, place: string): string {
		const opened = this.open(stored, place);
		return opened.kind === 'open' ? opened.value : shutWords[opened.why];
	}

	/** A value within JSON. */
	sealJson(value: unknown, place: string): unknown {
		if (!this.#current || value === null || value === undefined) return value;
		const sealed = this.sealBytes(Buffer.from(JSON.stringify(value)), place);
		const base64 = bufferOf(sealed).toString('base64');
		return { [sealedKey]: `${this.#current.id.toString('hex')}:${base64}` };
	}

	openJson(stored: unknown, place: string): Opened<unknown> {
		const sealed = isObject(stored) ? stored[sealedKey] : undefined;
		if (typeof sealed !== 'string') return open(stored);
		const bytes = Buffer.from(sealed.slice(sealed.indexOf(':') + 1), 'base64');
		if (!isSealed(bytes)) return shut('damaged');
		const opened = this.openBytes(bytes, place);
		if (opened.kind === 'shut') return opened;
		try {
			return open(JSON.parse(bufferOf(opened.value).toString()) as unknown);
		} catch {
			return shut('damaged');
		}
	}
}

/**
 * Reads the directory at the end of a zip file without unpacking anything, and refuses what would become too large. An XLSX file
 * is a zip; a few kilobytes of one can unpack to gigabytes.
 */

/** One file within the zip, as its directory says. */
export interface ZipEntry {
	name: string;
	/** 0 stored, 8 deflated. */
	method: number;
	crc32: number;
	compressedBytes: number;
	uncompressedBytes: number;
	/** Where its header begins in the file. */
	offset: number;
}

export interface ZipLimits {
	maxFileBytes: number;
	maxUncompressedBytes: number;
	/** Unpacked / packed, of the whole file. */
	maxRatio: number;
	maxEntries: number;
}

const mib = 1_048_576;

/** Larger than any offer, smaller than what hurts. */
export const quoteZipLimits: ZipLimits = {
	maxFileBytes: 10 * mib,
	maxUncompressedBytes: 20 * mib,
	maxRatio: 100,
	maxEntries: 1_000
};

export type ZipDirectory = { ok: true; entries: ZipEntry[] } | { ok: false; message: string };

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;
const maxCommentBytes = 65_535;
/** Stands where the real figure is in a zip64 record. */
const seeZip64 = 0xffff_ffff;
const encryptedFlag = 0x1;

const refuse = (message: string): ZipDirectory => ({ ok: false, message });
const inMib = (bytes: number): string => `${(bytes / mib).toFixed(1)} MiB`;

const findEnd = (bytes: Buffer): number | null => {
	const lowest = Math.max(0, bytes.length - endBytes - maxCommentBytes);
	for (let at = bytes.length - endBytes; at >= lowest; at--) {
		if (bytes.readUInt32LE(at) === endSignature) return at;
	}
	return null;
};

const readEntries = (bytes: Buffer, start: number, count: number): ZipEntry[] | string => {
	const entries: ZipEntry[] = [];
	let at = start;
	for (let i = 0; i < count; i++) {
		if (at + entryBytes > bytes.length || bytes.readUInt32LE(at) !== entrySignature) {
			return 'its directory is damaged';
		}
		const nameBytes = bytes.readUInt16LE(at + 28);
		const entry: ZipEntry = {
			method: bytes.readUInt16LE(at + 10),
			crc32: bytes.readUInt32LE(at + 16),
			compressedBytes: bytes.readUInt32LE(at + 20),
			uncompressedBytes: bytes.readUInt32LE(at + 24),
			offset: bytes.readUInt32LE(at + 42),
			name: bytes.toString('utf8', at + entryBytes, at + entryBytes + nameBytes)
		};
		if ((bytes.readUInt16LE(at + 8) & encryptedFlag) !== 0) return 'it is protected by a password';
		if (
			entry.compressedBytes === seeZip64 ||
			entry.uncompressedBytes === seeZip64 ||
			entry.offset === seeZip64
		) {
			return 'it is a zip64 file, which no offer needs';
		}
		if (entry.method !== 0 && entry.method !== 8) return 'it is packed in an unusual way';
		entries.push(entry);
		at += entryBytes + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return entries;
};

/** The entries of a zip that is within the limits; otherwise what is wrong with it, in words after "the file". */
export const readZipDirectory = (
	bytes: Buffer,
	limits: ZipLimits = quoteZipLimits
): ZipDirectory => {
	if (bytes.length > limits.maxFileBytes) {
		return refuse(
			`it has ${inMib(bytes.length)}, more than the ${inMib(limits.maxFileBytes)} that are read`
		);
	}
	const end = bytes.length < endBytes ? null : findEnd(bytes);
	if (end === null) return refuse('it is not an XLSX file (no zip directory)');
	const count = bytes.readUInt16LE(end + 10);
	const start = bytes.readUInt32LE(end + 16);
	if (count === 0xffff || start === seeZip64) {
		return refuse('it is a zip64 file, which no offer needs');
	}
	if (count > limits.maxEntries) {
		return refuse(
			`it holds ${String(count)} files, more than the ${String(limits.maxEntries)} that are read`
		);
	}
	const entries = readEntries(bytes, start, count);
	if (typeof entries === 'string') return refuse(entries);
	const unpacked = entries.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0);
	if (unpacked > limits.maxUncompressedBytes) {
		return refuse(
			`it would unpack to ${inMib(unpacked)}, more than the ${inMib(limits.maxUncompressedBytes)} that are read`
		);
	}
	if (unpacked > limits.maxRatio * bytes.length) {
		return refuse(
			`it would unpack to ${String(Math.round(unpacked / bytes.length))} times its size, more than the ${String(limits.maxRatio)} times that are read`
		);
	}
	return { ok: true, entries };
};

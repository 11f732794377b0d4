/** The identity of what is plain data. */
import { createHash } from 'node:crypto';

/** JSON with sorted keys, so that equal configs have equal hashes. */
const canonicalJson = (value: unknown): string =>
	JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part
	);

/** SHA-256 of the canonical JSON of a value, hex. */
export const hashOf = (value: unknown): string =>
	createHash('sha256').update(canonicalJson(value)).digest('hex');

/** Values that plain SQL returns, where drizzle does not map them. */
import type { Value } from '@libsql/client';

/** A text, or a number as text; empty for null, blobs and columns that are not there. */
export const textOf = (value: Value | undefined): string =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
		? String(value)
		: '';

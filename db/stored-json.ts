/** JSON text columns: read back through a schema, with errors that name the row and the column. */
import type { z } from 'zod';
import { BenchError, errorMessage } from '#core/errors.ts';

const notReadable = (place: string, problem: string, cause: unknown): BenchError =>
	new BenchError(
		'E_DATABASE',
		`the database holds a value that cannot be read: ${place}: ${problem}`,
		{
			hint: 'It was changed by hand, or written by a version with another form of it.',
			cause
		}
	);

/** Parses JSON of any form. `place` is such as `usage_raw_json of attempt a1`. */
export const parseStoredJson = (text: string, place: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		throw notReadable(place, errorMessage(error), error);
	}
};

/** Checks a value that came from the database. */
export const checkStored = <T>(schema: z.ZodType<T>, value: unknown, place: string): T => {
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map(({ path, message }) =>
		path.length === 0 ? message : `${path.join('.')}: ${message}`
	);
	throw notReadable(place, problems.join('; '), parsed.error);
};

export const parseStored = <T>(schema: z.ZodType<T>, text: string, place: string): T =>
	checkStored(schema, parseStoredJson(text, place), place);

/** JSON text of a value that may be missing; null where there is none, since JSON has no undefined. */
export const storedJson = (value: unknown): string | null =>
	value === undefined || value === null ? null : JSON.stringify(value);

/** The reverse of `storedJson`. */
export const parseOptionalJson = (text: string | null, place: string): unknown =>
	text === null ? null : parseStoredJson(text, place);

/** References, checked against the shape that their grader needs. */
import type { z } from 'zod';
import { BenchError } from '#core/errors.ts';
import type { JsonValue } from '#core/json.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';

/** What is wrong with a reference, every problem in one sentence; null if nothing is. */
export const problemOf = (schema: z.ZodType, reference: JsonValue): string | null => {
	const checked = checkValue(reference, schema);
	if (checked.ok) return null;
	return checked.problems
		.map(({ path, message }) => (path.length === 0 ? message : `${renderPath(path)}: ${message}`))
		.join('; ');
};

/** The reference in its shape. Throws E_CONFIG where `checkReference` would have said why. */
export const checkedReference = <T>(schema: z.ZodType<T>, reference: JsonValue): T => {
	const checked = checkValue(reference, schema);
	if (checked.ok) return checked.value;
	throw new BenchError('E_CONFIG', `unusable reference: ${problemOf(schema, reference) ?? ''}`);
};

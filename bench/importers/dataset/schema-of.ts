/** A JSON Schema of what values have in common. */
import { isObject, type JsonValue } from '#core/json.ts';

type Schema = Record<string, JsonValue>;

const typeOf = (value: JsonValue): string => {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return typeof value === 'number' ? 'number' : typeof value;
};

/**
 * Types, the fields of objects and the entries of lists; a field is required where all objects have it, and others are allowed: what
 * a sample lacks is not forbidden.
 */
export const schemaOf = (values: readonly JsonValue[]): Schema => {
	const types = [...new Set(values.map(typeOf))].sort();
	const [only] = types;
	if (only === undefined) return {};
	const schema: Schema = { type: types.length === 1 ? only : types };
	const objects = values.filter(isObject) as Record<string, JsonValue>[];
	if (objects.length > 0) {
		const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
		schema['properties'] = Object.fromEntries(
			names.map((name) => [
				name,
				schemaOf(
					objects.flatMap((object) => (Object.hasOwn(object, name) ? [object[name] ?? null] : []))
				)
			])
		);
		schema['required'] = names.filter((name) =>
			objects.every((object) => Object.hasOwn(object, name))
		);
	}
	const entries = values.flatMap((value) => (Array.isArray(value) ? value : []));
	if (entries.length > 0) schema['items'] = schemaOf(entries);
	return schema;
};

/** The JSON Schema that a right answer fits, where a grader has one: what an endpoint can be made to answer by. */
import type { GraderSpec } from '#core/grader-spec.ts';
import type { FieldSpec } from '#core/grader-spec/json-fields.ts';
import { isObject } from '#core/json.ts';

type Schema = Record<string, unknown>;

/** A field that the document does not have is null. */
const valueSchema = ({ type }: FieldSpec): Schema => ({
	type: [type === 'number' ? 'number' : 'string', 'null']
});

interface Node {
	readonly leaves: Map<string, Schema>;
	readonly inner: Map<string, Node>;
}

const emptyNode = (): Node => ({ leaves: new Map(), inner: new Map() });

const objectSchema = ({ leaves, inner }: Node): Schema => {
	const properties = [
		...leaves,
		...[...inner].map(([name, node]): [string, Schema] => [name, objectSchema(node)])
	];
	return {
		type: 'object',
		properties: Object.fromEntries(properties),
		required: properties.map(([name]) => name),
		additionalProperties: false
	};
};

/** Dots reach into nested objects, as the grader reads them; a field whose place is taken stands under its whole name. */
const schemaOfFields = (fields: readonly FieldSpec[]): Schema => {
	const root = emptyNode();
	const byDepth = [...fields].sort(
		(a, b) => Number(a.name.includes('.')) - Number(b.name.includes('.'))
	);
	for (const field of byDepth) {
		const parts = field.name.split('.');
		const leaf = parts.pop() ?? field.name;
		let node: Node | null = root;
		for (const part of parts) {
			if (node.leaves.has(part)) {
				node = null;
				break;
			}
			const next: Node = node.inner.get(part) ?? emptyNode();
			node.inner.set(part, next);
			node = next;
		}
		if (node === null || node.inner.has(leaf)) root.leaves.set(field.name, valueSchema(field));
		else node.leaves.set(leaf, valueSchema(field));
	}
	return objectSchema(root);
};

/** Null where the answer is no JSON object of a known form. */
export const answerSchemaOf = (grader: GraderSpec): Schema | null => {
	if (grader.kind === 'json-schema') return grader.schema;
	return grader.kind === 'json-fields' ? schemaOfFields(grader.fields) : null;
};

/**
 * Whether every object of a schema requires all of its properties and allows no others, which strict modes demand of every object; anything
 * that is not looked into here counts as not strict. https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export const isStrictSchema = (schema: unknown): boolean => {
	if (Array.isArray(schema)) return schema.every(isStrictSchema);
	if (!isObject(schema)) return true;
	const { type, properties } = schema;
	const isOfObject = type === 'object' || (Array.isArray(type) && type.includes('object'));
	if (isOfObject || properties !== undefined) {
		if (!isObject(properties) || schema['additionalProperties'] !== false) return false;
		const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
		if (!Object.keys(properties).every((name) => required.includes(name))) return false;
		if (!Object.values(properties).every(isStrictSchema)) return false;
	}
	return Object.entries(schema)
		.filter(([key]) => !['properties', 'enum', 'const', 'default', 'examples'].includes(key))
		.every(([, part]) => isStrictSchema(part));
};

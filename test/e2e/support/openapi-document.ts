/** An OpenAPI 3.1 document: its form, and its schemas as checks of what is answered. */
import { z } from 'zod';

const json = z.record(z.string(), z.unknown());
const content = z.record(
	z.string().regex(/^[\w*]+\/[\w.+*-]+$/u),
	z.strictObject({ schema: json })
);

const parameterSchema = z.strictObject({
	name: z.string().min(1),
	in: z.enum(['path', 'query', 'header', 'cookie']),
	required: z.boolean().optional(),
	description: z.string().optional(),
	explode: z.boolean().optional(),
	style: z.string().optional(),
	example: z.unknown().optional(),
	schema: json
});

const operationSchema = z.strictObject({
	summary: z.string().min(1),
	description: z.string().optional(),
	tags: z.array(z.string()).optional(),
	operationId: z.string().optional(),
	parameters: z.array(parameterSchema).optional(),
	requestBody: z
		.strictObject({
			content,
			required: z.boolean().optional(),
			description: z.string().optional()
		})
		.optional(),
	responses: z.record(
		z.string().regex(/^[1-5]\d\d$/u),
		z.strictObject({
			description: z.string().min(1),
			content: content.optional(),
			headers: json.optional()
		})
	)
});

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What this project uses of OpenAPI 3.1; anything else is told as unknown. */
export const openApiSchema = z.strictObject({
	openapi: z.string().regex(/^3\.1\.\d+$/u),
	info: z.strictObject({
		title: z.string().min(1),
		version: z.string().min(1),
		description: z.string().optional()
	}),
	paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(methods), operationSchema)),
	webhooks: json.optional(),
	components: z.strictObject({
		schemas: z.record(z.string().regex(/^[\w.-]+$/u), json),
		parameters: json
	})
});

export type OpenApi = z.infer<typeof openApiSchema>;
export type Operation = z.infer<typeof operationSchema>;
export type Parameter = z.infer<typeof parameterSchema>;

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** A schema with every reference in place, and with no member allowed that it does not name. Throws for a reference to nothing. */
const closed = (schema: unknown, { components }: OpenApi): unknown => {
	if (Array.isArray(schema)) return schema.map((each) => closed(each, { components } as OpenApi));
	if (!isJson(schema)) return schema;
	const { $ref: reference } = schema;
	if (typeof reference === 'string') {
		const name = reference.replace('#/components/schemas/', '');
		const found = components.schemas[name];
		if (!found) throw new Error(`there is nothing at ${reference}`);
		return closed(found, { components } as OpenApi);
	}
	const entries = Object.entries(schema).map(([key, value]) => [
		key,
		closed(value, { components } as OpenApi)
	]);
	const hasMembers = isJson(schema['properties']) && schema['additionalProperties'] === undefined;
	return {
		...(Object.fromEntries(entries) as Json),
		...(hasMembers ? { additionalProperties: false } : {})
	};
};

/** The check that a schema of the document stands for. */
export const checkOf = (schema: Json, document: OpenApi): z.ZodType =>
	z.fromJSONSchema(closed(schema, document) as Parameters<typeof z.fromJSONSchema>[0]);

/** Every operation with its method and path. */
export const operationsOf = ({
	paths
}: OpenApi): { method: string; path: string; operation: Operation }[] =>
	Object.entries(paths).flatMap(([path, operations]) =>
		Object.entries(operations).map(([method, operation]) => ({ method, path, operation }))
	);

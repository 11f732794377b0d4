/** A hono app as every part of the API is made: its schemas answer bad input in the one form of errors. */
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { errorBody, errorSchema } from './error-response.ts';

const problemOf = ({ path, message }: { path: PropertyKey[]; message: string }): string =>
	path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;

export const createApiApp = () =>
	new OpenAPIHono({
		defaultHook: (result, context) => {
			if (result.success) return undefined;
			const where = { json: 'body', query: 'query', param: 'path', header: 'header' }[
				result.target as string
			];
			return context.json(
				errorBody('E_USAGE', `the ${where ?? 'request'} is not as expected`, {
					issues: result.error.issues.map(problemOf)
				}),
				400
			);
		}
	});

/** The content of a JSON response in a route definition. */
export const jsonContent = <T extends z.ZodType>(schema: T, description: string) => ({
	description,
	content: { 'application/json': { schema } }
});

/** The failures that any route may answer with. */
export const failures = {
	400: jsonContent(errorSchema, 'Input that is not as expected'),
	404: jsonContent(errorSchema, 'Something named does not exist'),
	500: jsonContent(errorSchema, 'A fault of ours')
};

/** A hono app as every part of the API is made: its schemas answer bad input in the one form of errors. */
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { problemsOfIssues, renderPath, type ValueProblem } from '#core/schema-problems.ts';
import type { Reader } from '../access/reader.ts';
import { errorBody, errorSchema } from './error-response.ts';

/** Most problems that an answer names, and the longest text of one, characters: who sends a hundred thousand of them gets no longer answer. */
const mostProblems = 50;
const longestProblem = 500;

const problemText = ({ path, message }: ValueProblem): string => {
	const text = path.length === 0 ? message : `${renderPath(path)}: ${message}`;
	return text.length <= longestProblem ? text : `${text.slice(0, longestProblem).toWellFormed()}…`;
};

const problemTexts = (problems: readonly ValueProblem[]): string[] => {
	const more = problems.length - mostProblems;
	return [
		...problems.slice(0, mostProblems).map(problemText),
		...(more > 0 ? [`and ${String(more)} more`] : [])
	];
};

/** Parts of a request, as readers call them. */
const places = {
	json: 'the body of the request',
	query: 'the query of the address',
	param: 'the path of the address',
	header: 'a header of the request'
} as const;

const placeOf = (target: string): string =>
	target in places ? places[target as keyof typeof places] : 'the request';

/** What a request comes with beside itself. */
export interface ApiEnv {
	Bindings: {
		/** Who asks; absent where the API is asked by nobody, as by a test. */
		reader?: Reader | null;
	};
}

/** Who asks; null where that is not known. */
export const readerOf = (context: { env: ApiEnv['Bindings'] | undefined }): Reader | null =>
	context.env?.reader ?? null;

export const createApiApp = () =>
	new OpenAPIHono<ApiEnv>({
		defaultHook: (result, context) => {
			if (result.success) return undefined;
			// What was checked comes along, which its type does not say.
			const asked = 'data' in result ? result.data : undefined;
			return context.json(
				errorBody('E_USAGE', `${placeOf(result.target)} is not as expected`, {
					hint: '/api/openapi.json describes every parameter.',
					issues: problemTexts(problemsOfIssues(result.error.issues, asked))
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

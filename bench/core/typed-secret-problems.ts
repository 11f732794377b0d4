/** What a config holds of secrets in a target. Not a part of its schema: runs that were stored with one stay readable. */
import { headersSchema, querySchema } from './endpoint-access.ts';
import { isObject } from './json.ts';
import {
	holdsKey,
	isSecretParameter,
	isTypedInAddress,
	isTypedInHeader,
	typedInBody,
	typedSecret,
	type TypedSecret
} from './typed-secrets.ts';

const addressesAreShown = 'and addresses are stored and shown';

/** What is wrong with the base URL of a target, a sentence that does not quote it; null for nothing. */
export const typedInBaseUrl = (text: string): string | null =>
	isTypedInAddress(text) ? typedSecret('baseUrl', addressesAreShown) : null;

const texts = (value: unknown): [string, string][] =>
	isObject(value)
		? Object.entries(value).filter(
				(entry): entry is [string, string] => typeof entry[1] === 'string'
			)
		: [];

/** Names of which the schema says already what is wrong. */
const toldOf = (parsed: ReturnType<typeof headersSchema.safeParse>): Set<unknown> =>
	new Set(parsed.error?.issues.map(({ path }) => path[0]));

const inHeaders = (headers: unknown): TypedSecret[] => {
	const told = toldOf(headersSchema.safeParse(headers));
	return texts(headers)
		.filter(([name, value]) => !told.has(name) && isTypedInHeader(name, value))
		.map(([name]) => ({
			path: ['headers', name],
			message: `"${name}" holds a secret, which a config must not: write \${OUR_KEY} in its place and set that variable`
		}));
};

const inQuery = (query: unknown): TypedSecret[] => {
	const told = toldOf(querySchema.safeParse(query));
	return texts(query)
		.filter(([name, value]) => !told.has(name) && (isSecretParameter(name) || holdsKey(value)))
		.map(([name]) => ({ path: ['query', name], message: typedSecret(name, addressesAreShown) }));
};

const inCommand = (command: unknown, path: string[]): TypedSecret[] =>
	Array.isArray(command)
		? command.flatMap((word: unknown, index) =>
				typeof word === 'string' && holdsKey(word)
					? [
							{
								path: [...path, index],
								message:
									'a word of the command is a key, which a config must not hold: have the program read it, or name a variable with "apiKeyEnv" in its place and set that'
							}
						]
					: []
			)
		: [];

/** Every secret that is typed out in a target, as written; the target may be broken in other ways. */
export const typedSecretProblems = (target: unknown): TypedSecret[] => {
	if (!isObject(target)) return [];
	const { baseUrl, headers, query, apiKeyCommand, credentials, parameters } = target;
	const ofBaseUrl = typeof baseUrl === 'string' ? typedInBaseUrl(baseUrl) : null;
	return [
		...(ofBaseUrl === null ? [] : [{ path: ['baseUrl'], message: ofBaseUrl }]),
		...inHeaders(headers),
		...inQuery(query),
		...inCommand(apiKeyCommand, ['apiKeyCommand']),
		...['keyCommand', 'tokenCommand'].flatMap((field) =>
			inCommand(isObject(credentials) ? credentials[field] : undefined, ['credentials', field])
		),
		...typedInBody(isObject(parameters) ? parameters['extraBody'] : undefined, 'extraBody').map(
			({ path, message }) => ({ path: ['parameters', 'extraBody', ...path], message })
		)
	];
};

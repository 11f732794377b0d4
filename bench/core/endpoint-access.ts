/** How requests get into an endpoint, as written in a config: credentials, headers, query. Secrets come from the environment or from a command. */
import { z } from 'zod';
import { isObject } from './json.ts';

const environmentVariableName = /^[A-Z_][A-Z0-9_]*$/;

/** Whether a text can be the name of an environment variable: capitals, digits, underscores. */
export const isVariableName = (text: string): boolean => environmentVariableName.test(text);

/** A refinement of our own, because messages of the built-in check quote the value, and a value that is wrong here may be a key. */
export const environmentVariableSchema = z
	.string()
	.refine((text) => environmentVariableName.test(text), {
		error:
			'expected the NAME of an environment variable (capitals, digits, underscores), never a key itself'
	})
	.meta({ pattern: environmentVariableName.source });

/** Words of a program that writes a secret on its standard output, such as `[pass, show, example/api]`. */
export const secretCommandSchema = z
	.array(z.string().min(1))
	.min(1)
	.meta({ description: 'Program and its arguments; no shell' });

const runsCommand = 'a list of words, no shell; needs --allow-commands';
const either = (env: string, command: string): string =>
	`expected exactly one of "${env}" and "${command}"`;

export const credentialsSchema = z.discriminatedUnion('kind', [
	z
		.strictObject({
			kind: z.literal('key').describe('A key, sent as the protocol sends keys'),
			keyEnv: environmentVariableSchema
				.optional()
				.describe('Environment variable that holds the key'),
			keyCommand: secretCommandSchema
				.optional()
				.describe(`In place of \`keyEnv\`, a program that writes the key: ${runsCommand}`)
		})
		.refine(({ keyEnv, keyCommand }) => (keyEnv === undefined) !== (keyCommand === undefined), {
			error: either('keyEnv', 'keyCommand')
		}),
	z
		.strictObject({
			kind: z
				.literal('bearer')
				.describe('A token, sent as `authorization: Bearer …` whatever the protocol'),
			tokenEnv: environmentVariableSchema
				.optional()
				.describe('Environment variable that holds the token'),
			tokenCommand: secretCommandSchema
				.optional()
				.describe(`In place of \`tokenEnv\`, a program that writes the token: ${runsCommand}`)
		})
		.refine(
			({ tokenEnv, tokenCommand }) => (tokenEnv === undefined) !== (tokenCommand === undefined),
			{ error: either('tokenEnv', 'tokenCommand') }
		),
	z.strictObject({
		kind: z.literal('aws').describe('Every request is signed with the keys of an AWS account'),
		region: z
			.string()
			.regex(/^[a-z]{2,}(?:-[a-z]+)+-\d+$/u, 'expected a region such as eu-central-1'),
		accessKeyIdEnv: environmentVariableSchema
			.default('AWS_ACCESS_KEY_ID')
			.describe('Environment variable that holds the id of the access key'),
		secretAccessKeyEnv: environmentVariableSchema
			.default('AWS_SECRET_ACCESS_KEY')
			.describe('Environment variable that holds the secret access key'),
		sessionTokenEnv: environmentVariableSchema
			.optional()
			.describe(
				'Environment variable that holds the session token of temporary keys; none where absent'
			)
	})
]);

export type WrittenCredentials = z.infer<typeof credentialsSchema>;
export type CredentialKind = WrittenCredentials['kind'];

/** Headers that say how a message is sent, which is the transport's. */
const transportHeaders =
	/^(?:host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*)$/iu;
/** Headers and parameters whose value is a secret by their name. */
const secretName =
	/(?:^|[-_])(?:authorization|cookie|key|apikey|token|secret|password|sig|signature|credentials?)$/iu;

const reference = /\$\{([^{}]*)\}/gu;

/** Names of the environment variables in a text such as `Bearer ${OUR_TOKEN}`, in order. */
export const variablesIn = (text: string): string[] =>
	[...text.matchAll(reference)].map(([, name = '']) => name);

/** What is wrong with a header, a sentence that does not quote its value; null for nothing. */
const headerProblem = (name: string, value: string): string | null => {
	if (!/^[\w!#$%&'*+.^`|~-]+$/u.test(name)) return `"${name}" is no name of a header`;
	if (transportHeaders.test(name)) return `"${name}" is written by bench itself; leave it out`;
	const variables = variablesIn(value);
	if (!variables.every((each) => environmentVariableName.test(each))) {
		return `"${name}": expected the NAME of an environment variable in \${…} (capitals, digits, underscores)`;
	}
	if (!/^[\t\x20-\x7e]*$/u.test(value)) {
		return `"${name}": expected plain letters without line breaks, as a header holds no others`;
	}
	return secretName.test(name) && variables.length === 0
		? `"${name}" holds a secret, which a config must not: expected the name of an environment variable, such as \${OUR_KEY}`
		: null;
};

export const headersSchema = z
	.record(z.string(), z.string())
	.superRefine((headers, context) => {
		const seen = new Set<string>();
		for (const [name, value] of Object.entries(headers)) {
			const problem = seen.has(name.toLowerCase())
				? `"${name}" was given before in other letters`
				: headerProblem(name, value);
			seen.add(name.toLowerCase());
			if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: problem });
		}
	})
	.describe(
		'Headers sent with every request, in place of those of the protocol where names are equal. `${NAME}` in a value stands for an environment variable, which is treated as a key'
	);

export const querySchema = z
	.record(z.string().min(1), z.string())
	.superRefine((query, context) => {
		for (const name of Object.keys(query).filter((each) => secretName.test(each))) {
			context.addIssue({
				code: 'custom',
				path: [name],
				message: `"${name}" holds a secret, and addresses are stored and shown: send it as a header`
			});
		}
	})
	.describe('Parameters added to the address of every request, such as `api-version`');

/** The parts of a target that let requests in. */
export interface EndpointAccess {
	apiKeyEnv?: string | undefined;
	apiKeyCommand?: readonly string[] | undefined;
	credentials?: WrittenCredentials | undefined;
	headers?: Readonly<Record<string, string>> | undefined;
	proxy?: string | undefined;
	tls?: { keyPassphraseEnv?: string | undefined } | undefined;
}

/** Every environment variable that a target needs, each once. */
export const variablesOf = ({
	apiKeyEnv,
	credentials,
	headers = {},
	proxy = '',
	tls
}: EndpointAccess): string[] => [
	...new Set([
		...(apiKeyEnv === undefined ? [] : [apiKeyEnv]),
		...Object.entries(credentials ?? {}).flatMap(([field, value]) =>
			field.endsWith('Env') && typeof value === 'string' ? [value] : []
		),
		...Object.values(headers).flatMap(variablesIn),
		...variablesIn(proxy),
		...(tls?.keyPassphraseEnv === undefined ? [] : [tls.keyPassphraseEnv])
	])
];

/** The command that writes key or token of a target; null where none does. */
export const secretCommandOf = ({
	apiKeyCommand,
	credentials
}: Pick<EndpointAccess, 'apiKeyCommand' | 'credentials'>): readonly string[] | null => {
	if (credentials?.kind === 'key') return credentials.keyCommand ?? null;
	if (credentials?.kind === 'bearer') return credentials.tokenCommand ?? null;
	return apiKeyCommand ?? null;
};

/** Fields of a target of which one names the key. */
const keyFields = ['apiKeyEnv', 'apiKeyCommand', 'credentials'] as const;

/** What is wrong between the parts of a target that let requests in, whatever else is wrong with it, and at which field; null for nothing. */
export const accessProblem = (
	target: unknown
): { field: (typeof keyFields)[number]; message: string } | null => {
	if (!isObject(target)) return null;
	const [first, second] = keyFields.filter((field) => target[field] !== undefined);
	return first === undefined || second === undefined
		? null
		: { field: second, message: `"${first}" names a key already; leave one of the two out` };
};

/** Reads what lets requests into an endpoint: keys, tokens and headers from the environment, or what a command wrote. */
import { variablesIn, type WrittenCredentials } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import type { RemoteTarget } from '#core/target.ts';
import type { Credentials, Endpoint } from '#bench/protocols/protocol.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a text can be sent as a key: printable ASCII without blanks. */
export const canBeSent = (secret: string): boolean => /^[\x21-\x7e]+$/u.test(secret);

/** `what`: the secret in the words of a message, such as `key`. */
const readSecret = (targetId: string, name: string, env: Environment, what = 'key'): string => {
	const secret = env[name]?.trim();
	if (secret && !canBeSent(secret)) {
		throw new BenchError(
			'E_AUTH',
			`target "${targetId}": the value of the environment variable ${name} cannot be a ${what}: it contains blanks, line breaks or characters beyond ASCII`,
			{ hint: 'Copy the key once more; quotation marks and dashes are often replaced on the way.' }
		);
	}
	if (secret) return secret;
	throw new BenchError(
		'E_AUTH',
		`target "${targetId}" takes its ${what} from the environment variable ${name}, which is not set`,
		{ hint: `Set it in the shell that runs bench: export ${name}=…` }
	);
};

/** The key in a named variable of the environment; null where none is named. Throws E_AUTH if it is not set, or cannot be a key. */
export const readNamedKey = (
	targetId: string,
	name: string | undefined,
	env: Environment
): string | null => (name === undefined ? null : readSecret(targetId, name, env));

/** Credentials with the values of their variables; a plain key is read as such. */
const readCredentials = (
	targetId: string,
	written: Exclude<WrittenCredentials, { kind: 'key' }>,
	env: Environment,
	ofCommand: string | null
): Credentials => {
	const read = (name: string, what: string): string => readSecret(targetId, name, env, what);
	if (written.kind === 'bearer') {
		// One of the two is there, see credentialsSchema.
		return { kind: 'bearer', token: ofCommand ?? read(written.tokenEnv ?? '', 'token') };
	}
	const { region, accessKeyIdEnv, secretAccessKeyEnv, sessionTokenEnv } = written;
	return {
		kind: 'aws',
		region,
		accessKeyId: read(accessKeyIdEnv, 'access key id'),
		secretAccessKey: read(secretAccessKeyEnv, 'secret access key'),
		sessionToken: sessionTokenEnv === undefined ? null : read(sessionTokenEnv, 'session token')
	};
};

/** The id of an access key is no secret by itself, and names an account all the same. */
const secretsIn = (credentials: Credentials | undefined): (string | null)[] => {
	if (!credentials) return [];
	if (credentials.kind === 'bearer') return [credentials.token];
	const { accessKeyId, secretAccessKey, sessionToken } = credentials;
	return [accessKeyId, secretAccessKey, sessionToken];
};

export interface Access {
	endpoint: Endpoint;
	/** Every value of it that must not appear in anything kept or shown. */
	secrets: readonly string[];
}

/**
 * What is needed to talk to a target; `ofCommand` is what its command wrote, null where it names none. Throws E_AUTH where a variable is
 * not set or holds what cannot be sent.
 */
export const readAccess = (
	target: RemoteTarget,
	env: Environment,
	ofCommand: string | null = null
): Access => {
	const { id, baseUrl, model, credentials: written, query } = target;
	const keyName = written?.kind === 'key' ? written.keyEnv : target.apiKeyEnv;
	const keyOfCommand = written === undefined || written.kind === 'key' ? ofCommand : null;
	const apiKey = keyOfCommand ?? readNamedKey(id, keyName, env);
	const credentials =
		written && written.kind !== 'key' ? readCredentials(id, written, env, ofCommand) : undefined;
	const ofHeaders = new Map(
		Object.values(target.headers ?? {})
			.flatMap(variablesIn)
			.map((name) => [name, readSecret(id, name, env, 'header')])
	);
	const headers = Object.entries(target.headers ?? {}).map(([name, value]): [string, string] => [
		name.toLowerCase(),
		value.replaceAll(/\$\{([^{}]*)\}/gu, (_, variable: string) => ofHeaders.get(variable) ?? '')
	]);
	return {
		endpoint: {
			baseUrl,
			model,
			apiKey,
			...(credentials && { credentials }),
			...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
			...(query && { query })
		},
		secrets: [apiKey, ...secretsIn(credentials), ...ofHeaders.values()].filter(
			(secret) => secret !== null
		)
	};
};

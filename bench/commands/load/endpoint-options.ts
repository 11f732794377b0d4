/** The flags that describe an endpoint, as `bench load` and `bench probe` take them, and the target that they make: by the rules of a config. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { protocolNames, type ProtocolName } from '#core/target.ts';
import { typedInBaseUrl } from '#core/typed-secret-problems.ts';
import { presetNames, presetOf } from '#bench/protocols/presets.ts';

export interface EndpointOptions {
	/** A known host, engine or gateway: its address, protocol and key, where no other flag says them. */
	preset?: string;
	/** Absent: that of the preset, else openai-chat. */
	protocol?: ProtocolName;
	apiKeyEnv?: string;
	bearerEnv?: string;
	awsRegion?: string;
	/** `Name: value` each. */
	header?: string[];
	/** `name=value` each. */
	query?: string[];
	proxy?: string;
	ca?: string;
	cert?: string;
	key?: string;
	keyPassphraseEnv?: string;
	serverName?: string;
}

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** Adds them. `of`: what stands before each description, such as `of an address: `. */
export const addEndpointOptions = (command: Command, of = ''): Command =>
	command
		.option(
			'--preset <name>',
			`${of}a known host, engine or gateway, in place of address, protocol and key: ${presetNames.join(', ')}`
		)
		.addOption(
			command
				.createOption(
					'--protocol <name>',
					'wire protocol (of an address: that of the preset, or openai-chat)'
				)
				.choices(protocolNames)
		)
		.option('--api-key-env <name>', `${of}environment variable that holds the key`)
		.option(
			'--bearer-env <name>',
			`${of}environment variable that holds a token, sent as authorization: Bearer whatever the protocol`
		)
		.option(
			'--aws-region <region>',
			`${of}sign each request for this region with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`
		)
		.option(
			'--header <text>',
			`${of}header of every request, '\${NAME}' standing for an environment variable: --header 'x-key: \${OUR_KEY}'; repeatable`,
			collect
		)
		.option(
			'--query <text>',
			`${of}parameter added to the address of every request, such as api-version=2026-01-01; repeatable`,
			collect
		)
		.option(
			'--proxy <url>',
			`${of}HTTP proxy, or none (default: that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY)`
		)
		.option('--ca <file>', `${of}PEM file of the authorities that are trusted`)
		.option('--cert <file>', `${of}PEM file of the client certificate`)
		.option('--key <file>', `${of}PEM file of its private key`)
		.option(
			'--key-passphrase-env <name>',
			`${of}environment variable that holds the passphrase of the key`
		)
		.option('--server-name <name>', `${of}name that the certificate must hold`);

/** The flag of each option, by the name of its field in a target. */
const flags = {
	preset: '--preset',
	protocol: '--protocol',
	apiKeyEnv: '--api-key-env',
	bearerEnv: '--bearer-env',
	awsRegion: '--aws-region',
	header: '--header',
	query: '--query',
	proxy: '--proxy',
	ca: '--ca',
	cert: '--cert',
	key: '--key',
	keyPassphraseEnv: '--key-passphrase-env',
	serverName: '--server-name'
} as const satisfies Record<keyof EndpointOptions, string>;

/** Those that were given. */
export const givenEndpointFlags = (options: EndpointOptions): string[] =>
	(Object.keys(flags) as (keyof EndpointOptions)[]).flatMap((name) =>
		options[name] === undefined ? [] : [flags[name]]
	);

/** The flag behind a place in a target, such as `['tls', 'cert']`; null for what no flag of these is behind. */
export const endpointFlagOf = ([first, second]: readonly PropertyKey[]): string | null => {
	if (first === 'headers') return flags.header;
	if (first === 'credentials') {
		return second === 'tokenEnv'
			? flags.bearerEnv
			: second === 'region'
				? flags.awsRegion
				: `${flags.bearerEnv} and ${flags.awsRegion}`;
	}
	if (first === 'tls' && second === undefined) return `${flags.ca}, ${flags.cert} and ${flags.key}`;
	const name = first === 'tls' ? second : first;
	return typeof name === 'string' && Object.hasOwn(flags, name)
		? flags[name as keyof typeof flags]
		: null;
};

/** A secret typed into a command stays in the history of the shell, and every process of the machine can see it. */
export const headerHint =
	"What stands on a command line is seen by others. In single quotes '${NAME}' takes it from the environment: --header 'authorization: Bearer ${OUR_TOKEN}'";

const usage = (message: string, hint: string): BenchError =>
	new BenchError('E_USAGE', message, { hint });

/** Names and values out of texts such as `x-team: search`. What is wrong is told without the text, which may hold a secret. */
const pairsOf = (
	texts: readonly string[],
	{ flag, mark, example }: { flag: string; mark: ':' | '='; example: string }
): Record<string, string> => {
	const pairs = texts.map((text): [string, string] => {
		const at = text.indexOf(mark);
		if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
		throw usage(`${flag} has no "${mark}" between name and value`, `Expected ${flag} '${example}'`);
	});
	const twice = pairs.find(([name], index) => pairs.findIndex(([each]) => each === name) !== index);
	if (twice) throw usage(`${flag} gives "${twice[0]}" twice`, 'Leave one of them out.');
	return Object.fromEntries(pairs);
};

const credentialsOf = ({ bearerEnv, awsRegion }: EndpointOptions): object => {
	if (bearerEnv !== undefined && awsRegion !== undefined) {
		throw usage(
			`${flags.bearerEnv} and ${flags.awsRegion} are two ways to be let in`,
			'Leave one of them out.'
		);
	}
	if (bearerEnv !== undefined) {
		return { credentials: { kind: 'bearer', tokenEnv: bearerEnv } };
	}
	return awsRegion === undefined ? {} : { credentials: { kind: 'aws', region: awsRegion } };
};

/** The base URL of the command line; it is stored and shown, so it must hold no secret. */
const parseUrl = (text: string): URL => {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url && (url.username !== '' || url.password !== '')) {
		throw usage(
			'the URL holds a name or password',
			'Leave it out, put the key into an environment variable and name that with --api-key-env.'
		);
	}
	const typed = typedInBaseUrl(text);
	if (typed !== null) throw usage(typed, headerHint);
	if (url && /^https?:$/.test(url.protocol)) return url;
	throw usage(
		`"${text}" is not an http:// or https:// URL`,
		'Give the base URL of the API, such as http://127.0.0.1:8000/v1'
	);
};

const urlOf = (text: string | undefined, name: string | undefined): URL => {
	const preset = presetOf(name);
	if (name !== undefined && !preset) {
		throw usage(`there is no preset "${name}"`, `Expected one of ${presetNames.join(', ')}.`);
	}
	if (text !== undefined) return parseUrl(text);
	if (!preset) {
		throw usage(
			'which endpoint is meant is missing',
			'Give the base URL of the API, such as http://127.0.0.1:8000/v1, or a --preset.'
		);
	}
	if (typeof preset.baseUrl === 'string') return parseUrl(preset.baseUrl);
	throw usage(
		`the address of ${name ?? ''} holds a name of your own`,
		`Give it as the argument, such as ${preset.baseUrl.example}`
	);
};

export interface EndpointOfFlags {
	url: URL;
	/** Fields of a target as a config has them, `preset` among them; not checked yet. */
	fields: Record<string, unknown>;
}

/** The fields of a target that its flags describe; `urlText` may be left out where a preset has the address. Throws E_USAGE. */
export const endpointOf = (
	urlText: string | undefined,
	options: EndpointOptions
): EndpointOfFlags => {
	const { preset, protocol, apiKeyEnv, header, query, proxy } = options;
	const url = urlOf(urlText, preset);
	const { ca, cert, key, keyPassphraseEnv, serverName } = options;
	const tls = Object.fromEntries(
		Object.entries({ ca, cert, key, keyPassphraseEnv, serverName }).filter(
			([, value]) => value !== undefined
		)
	);
	return {
		url,
		fields: {
			...(preset !== undefined && { preset }),
			...(protocol !== undefined
				? { protocol }
				: preset === undefined
					? { protocol: 'openai-chat' }
					: {}),
			baseUrl: url.href,
			...(apiKeyEnv !== undefined && { apiKeyEnv }),
			...credentialsOf(options),
			...(header && {
				headers: pairsOf(header, { flag: flags.header, mark: ':', example: 'x-team: search' })
			}),
			...(query && {
				query: pairsOf(query, { flag: flags.query, mark: '=', example: 'api-version=2026-01-01' })
			}),
			...(proxy !== undefined && { proxy }),
			...(Object.keys(tls).length > 0 && { tls })
		}
	};
};

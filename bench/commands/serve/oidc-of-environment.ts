/** How the site signs people in by an identity provider, as the environment says it: secrets stand in no list of processes. */
import type { z } from 'zod';
import { oidcSettingsSchema, parseRoleMap, type OidcSettings } from '#core/access/oidc.ts';
import { secretCommandSchema } from '#core/endpoint-access.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { parseJson } from '#core/json.ts';
import { runSecretCommand } from '../run/run-secret-command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variable of each setting. */
const names = {
	issuer: 'BENCH_OIDC_ISSUER',
	clientId: 'BENCH_OIDC_CLIENT_ID',
	clientSecret: 'BENCH_OIDC_CLIENT_SECRET',
	secretCommand: 'BENCH_OIDC_CLIENT_SECRET_COMMAND',
	scope: 'BENCH_OIDC_SCOPE',
	label: 'BENCH_OIDC_NAME',
	domains: 'BENCH_OIDC_DOMAINS',
	role: 'BENCH_OIDC_ROLE',
	roleClaim: 'BENCH_OIDC_ROLE_CLAIM',
	roleOfGroup: 'BENCH_OIDC_ROLES'
} as const;

interface Wrong {
	/** The variable, or several. */
	path: string;
	message: string;
}

const fail = (...wrong: Wrong[]): BenchError =>
	new BenchError('E_USAGE', 'sign-in by the identity provider is not set up as it should be', {
		problems: wrong.map(({ path, message }) => ({
			file: 'environment',
			line: null,
			path,
			message
		})),
		hint: 'web/operate/sign-in.md lists the variables. Without BENCH_OIDC_ISSUER nobody signs in that way.'
	});

const secretOf = async (env: Environment, secret: string, command: string): Promise<string> => {
	if (secret !== '' && command !== '') {
		throw fail({
			path: `${names.clientSecret}, ${names.secretCommand}`,
			message: 'expected one of the two'
		});
	}
	if (command === '') {
		if (secret !== '') return secret;
		throw fail({
			path: names.clientSecret,
			message: `expected the secret that the provider gave this site, or a program that writes it in ${names.secretCommand}`
		});
	}
	const words = secretCommandSchema.safeParse(parseJson(command));
	if (!words.success) {
		throw fail({
			path: names.secretCommand,
			message:
				'expected a program and its arguments as a JSON list, such as ["pass","show","bench/oidc"]; there is no shell'
		});
	}
	return runSecretCommand({
		whose: 'sign-in by the identity provider',
		what: 'client secret',
		command: words.data,
		env
	});
};

const nameOf = (field: PropertyKey | undefined): string =>
	Object.entries(names).find(([key]) => key === field)?.[1] ?? names.issuer;

/**
 * The settings; null where no issuer is named. Throws E_USAGE with every problem, by the variable that has it, and E_AUTH where the command
 * for the secret gives none.
 */
export const oidcOfEnvironment = async (env: Environment): Promise<OidcSettings | null> => {
	const textOf = (name: keyof typeof names): string => (env[names[name]] ?? '').trim();
	const issuer = textOf('issuer');
	if (issuer === '') {
		const left = Object.values(names).filter((name) => (env[name] ?? '') !== '');
		if (left.length === 0) return null;
		throw fail({
			path: names.issuer,
			message: `expected the address of the issuer, as there is ${left.join(', ')}`
		});
	}
	let roleOfGroup: OidcSettings['roleOfGroup'];
	try {
		roleOfGroup = parseRoleMap(textOf('roleOfGroup'));
	} catch (error) {
		throw fail({ path: names.roleOfGroup, message: errorMessage(error) });
	}
	const roleClaim = textOf('roleClaim');
	if ((roleClaim === '') !== (Object.keys(roleOfGroup).length === 0)) {
		throw fail({
			path: `${names.roleClaim}, ${names.roleOfGroup}`,
			message: 'expected both, or neither: a claim with groups, and the role of each'
		});
	}
	const settings = oidcSettingsSchema.safeParse({
		issuer,
		clientId: textOf('clientId'),
		clientSecret: await secretOf(env, textOf('clientSecret'), textOf('secretCommand')),
		scope: textOf('scope') || 'openid email',
		label: textOf('label') || (URL.canParse(issuer) ? new URL(issuer).host.slice(0, 40) : issuer),
		domains: textOf('domains')
			.toLowerCase()
			.split(',')
			.map((domain) => domain.trim())
			.filter((domain) => domain !== ''),
		role: textOf('role') || 'viewer',
		roleClaim: roleClaim === '' ? null : roleClaim,
		roleOfGroup
	});
	if (settings.success) return settings.data;
	throw fail(
		...settings.error.issues.map(({ path, message }) => ({ path: nameOf(path[0]), message }))
	);
};

/** For the site, which reads its settings as text. */
export const oidcAsText = (settings: OidcSettings): string =>
	JSON.stringify(settings satisfies z.input<typeof oidcSettingsSchema>);

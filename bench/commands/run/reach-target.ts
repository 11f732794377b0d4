/** How a target is reached: access, proxy, certificates and address, all of which every command that talks to it gets here. */
import { dirname } from 'node:path';
import { secretCommandOf } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import type { RemoteTarget, Target } from '#core/target.ts';
import type { TlsSetting } from '#core/tls-setting.ts';
import { readTlsFiles } from '#bench/importers/tls-files.ts';
import { resolveAddress, type Address, type Way } from '#bench/load/address.ts';
import { chooseProxy, type Environment } from '#bench/load/way/choose-proxy.ts';
import { readAccess, type Access } from './read-access.ts';
import { runSecretCommand } from './run-secret-command.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface ReachedTarget extends Access {
	address: Address;
	/** What a person should know of the way there, one sentence; null where it is direct. */
	remark: string | null;
}

export interface ReachOptions {
	env: Environment;
	/** Paths in the target are relative to this file. */
	configFile: string;
	connectTimeoutMs: number;
	/** Whether a program may be run that writes the key. */
	allowCommands: boolean;
	/** Ends the waiting; never where absent. */
	signal?: AbortSignal;
}

/** That a target is reached through a proxy, one sentence; null where it is not. Throws as `chooseProxy` does. */
export const proxyRemark = (target: Target, env: Environment): string | null => {
	const proxy = 'baseUrl' in target ? chooseProxy(target, env) : null;
	return proxy === null
		? null
		: `target "${target.id}" is reached through the proxy ${proxy.shown} (from ${proxy.source}): opening a connection includes its CONNECT`;
};

/** As it is: a passphrase may hold blanks. */
const readPassphrase = (
	targetId: string,
	{ keyPassphraseEnv: name }: TlsSetting,
	env: Environment
): string | null => {
	if (name === undefined) return null;
	const passphrase = env[name];
	if (passphrase) return passphrase;
	throw new BenchError(
		'E_AUTH',
		`target "${targetId}" takes the passphrase of its key from the environment variable ${name}, which is not set`,
		{ hint: `Set it in the shell that runs bench: export ${name}=…` }
	);
};

/** What is trusted and shown over TLS; null where the target says nothing of it. Throws E_AUTH and E_CONFIG. */
const readTls = (
	{ id, tls }: RemoteTarget,
	{ env, configFile }: Pick<ReachOptions, 'env' | 'configFile'>
): Way['tls'] => {
	if (!tls) return null;
	const passphrase = readPassphrase(id, tls, env);
	const { material, problems } = readTlsFiles(tls, {
		folder: dirname(configFile),
		nowMs: Date.now(),
		passphrase
	});
	const [first] = problems;
	if (first) {
		throw new BenchError('E_CONFIG', `target "${id}": tls.${first.path}: ${first.message}`, {
			hint: 'Paths are relative to the config file; bench validate tells each with its line.'
		});
	}
	return { ...material, ...(tls.serverName !== undefined && { serverName: tls.serverName }) };
};

/** What the command of a target writes; null where it names none. Throws E_CONFIG where nobody allowed it, and E_AUTH where it gives no key. */
const readFromCommand = async (
	target: RemoteTarget,
	{ env, allowCommands, signal }: ReachOptions
): Promise<string | null> => {
	const command = secretCommandOf(target);
	if (command === null) return null;
	const what = target.credentials?.kind === 'bearer' ? 'token' : 'key';
	if (!allowCommands) {
		throw new BenchError(
			'E_CONFIG',
			`target "${target.id}" takes its ${what} from the command "${command[0] ?? ''}"`,
			{
				hint: 'A command may do anything that you may. Read it, then allow it with --allow-commands.'
			}
		);
	}
	return runSecretCommand({
		whose: `target "${target.id}"`,
		what,
		command,
		env,
		...(signal && { signal })
	});
};

/**
 * Reads what lets requests in, decides the way, and connects once. Throws E_AUTH where a variable is not set or a command gives no key, E_CONFIG for a command that is not allowed,
 * for a proxy, a certificate or a key that is none, and
 * E_UNREACHABLE where there is no connection.
 */
export const reachTarget = async (
	target: RemoteTarget,
	options: ReachOptions
): Promise<ReachedTarget> => {
	const { env, configFile, connectTimeoutMs, signal } = options;
	const { endpoint, secrets } = readAccess(target, env, await readFromCommand(target, options));
	const way: Way = { proxy: chooseProxy(target, env), tls: readTls(target, { env, configFile }) };
	const { passphrase } = way.tls ?? {};
	const connect = (): Promise<Address> =>
		resolveAddress(target.id, new URL(target.baseUrl), connectTimeoutMs, way);
	return {
		endpoint,
		secrets: [
			...secrets,
			...(way.proxy?.secrets ?? []),
			...(passphrase === undefined ? [] : [passphrase])
		],
		address: await (signal ? unlessInterrupted(signal, connect) : connect()),
		remark: proxyRemark(target, env)
	};
};

/** The target as it is stored with what was measured: with the proxy that it was reached through, without name and password. */
export const targetAsReached = (target: Target, { tunnel }: Pick<Address, 'tunnel'>): Target =>
	'baseUrl' in target && tunnel ? { ...target, proxy: tunnel.shown } : target;

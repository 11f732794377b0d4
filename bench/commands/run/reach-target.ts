/** How a target is reached: access, proxy, certificates and address, all of which every command that talks to it gets here. */
import type { RemoteTarget, Target } from '#core/target.ts';
import { resolveAddress, type Address, type Way } from '#bench/load/address.ts';
import { chooseProxy, type Environment } from '#bench/load/way/choose-proxy.ts';
import { readAccess, type Access } from './read-access.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface ReachedTarget extends Access {
	address: Address;
	/** What a person should know of the way there, one sentence; null where it is direct. */
	remark: string | null;
}

export interface ReachOptions {
	env: Environment;
	connectTimeoutMs: number;
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

/**
 * Reads what lets requests in, decides the way, and connects once. Throws E_AUTH where a variable is not set, E_CONFIG for a proxy that is none, and
 * E_UNREACHABLE where there is no connection.
 */
export const reachTarget = async (
	target: RemoteTarget,
	{ env, connectTimeoutMs, signal }: ReachOptions
): Promise<ReachedTarget> => {
	const { endpoint, secrets } = readAccess(target, env);
	const way: Way = { proxy: chooseProxy(target, env), tls: null };
	const connect = (): Promise<Address> =>
		resolveAddress(target.id, new URL(target.baseUrl), connectTimeoutMs, way);
	return {
		endpoint,
		secrets: [...secrets, ...(way.proxy?.secrets ?? [])],
		address: await (signal ? unlessInterrupted(signal, connect) : connect()),
		remark: proxyRemark(target, env)
	};
};

/** The target as it is stored with what was measured: with the proxy that it was reached through, without name and password. */
export const targetAsReached = (target: Target, { tunnel }: Pick<Address, 'tunnel'>): Target =>
	'baseUrl' in target && tunnel ? { ...target, proxy: tunnel.shown } : target;

/** What the proxies of a plan mean for it, before anything is sent. */
import { behindProxy } from '#core/batch-refusal.ts';
import { variablesIn } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import type { Target } from '#core/target.ts';
import { chooseProxy, type Environment } from '#bench/load/way/choose-proxy.ts';
import { allLoads, type Plan } from './plan.ts';
import { proxyRemark } from './reach-target.ts';

/** Throws E_CONFIG for a batch on a target that the environment sends through a proxy; what a target says itself is refused with its load. */
export const checkProxies = ({ cells }: Plan, env: Environment): void => {
	for (const cell of cells) {
		const { target } = cell;
		if (!('baseUrl' in target) || !allLoads(cell).some(({ kind }) => kind === 'batch')) continue;
		const proxy = chooseProxy(target, env);
		if (proxy === null) continue;
		throw new BenchError(
			'E_CONFIG',
			`a batch cannot be sent to target "${target.id}" through the proxy ${proxy.shown} (from ${proxy.source}): ${behindProxy}`
		);
	}
};

/** Through which proxies targets would be reached, one sentence each; of an address that is no proxy's what is wrong with it. */
export const proxyNotes = (targets: readonly Target[], env: Environment): string[] =>
	targets.flatMap((target) => {
		const named = 'baseUrl' in target ? variablesIn(target.proxy ?? '') : [];
		// Which variables are not set is told elsewhere.
		if (named.some((name) => !env[name]?.trim())) return [];
		try {
			return proxyRemark(target, env) ?? [];
		} catch (error) {
			if (!(error instanceof BenchError)) throw error;
			return [error.message];
		}
	});

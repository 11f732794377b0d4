/** Makes every target of a run reachable: starts the endpoints that bench serves itself, finds keys and addresses of the others. */
import { dirname, resolve } from 'node:path';
import type { Limits } from '#core/config.ts';
import type { RemoteTarget, Target } from '#core/target.ts';
import { sToMs } from '#core/units.ts';
import { startEmulator } from '#bench/endpoints/emulator/emulator-endpoint.ts';
import { startLlamaEndpoint } from '#bench/endpoints/llama/llama-endpoint.ts';
import type { ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { resolveAddress, type Address } from '#bench/load/address.ts';
import type { Endpoint } from '#bench/protocols/protocol.ts';
import type { AnswerRow } from './answer-table.ts';
import { reachTarget } from './reach-target.ts';
import { readNamedKey } from './read-access.ts';

/** A target with everything needed to talk to it. */
export interface ReadyTarget {
	target: Target;
	endpoint: Endpoint;
	/** Values that must not appear in anything kept or shown. */
	secrets: readonly string[];
	address: Address;
	/** The process behind it; null for an endpoint that is not ours. */
	served: ServedEndpoint | null;
}

export interface ServeOptions {
	configFile: string;
	seed: number;
	limits: Limits;
	env: Readonly<Record<string, string | undefined>>;
	/** Whether programs may be run that write keys. */
	allowCommands: boolean;
	/** Called only if a target is emulated. */
	answers: () => AnswerRow[];
	onStart: (sentence: string) => void;
	signal: AbortSignal;
}

const serve = async (
	target: Exclude<Target, RemoteTarget>,
	options: ServeOptions
): Promise<ServedEndpoint> => {
	const { signal } = options;
	if (target.kind === 'emulated') {
		const { model, protocol, performance, quality, faults, rateLimit, judging } = target;
		options.onStart(`starting the emulated endpoint "${target.id}"`);
		return startEmulator(
			{
				model,
				protocol,
				performance,
				quality,
				faults,
				...(rateLimit === undefined ? {} : { rateLimit }),
				...(judging === undefined ? {} : { judging }),
				seed: options.seed,
				answers: options.answers()
			},
			{ signal }
		);
	}
	const modelFile = resolve(dirname(options.configFile), target.modelFile);
	options.onStart(`starting the embedded engine "${target.id}" on ${target.modelFile}`);
	const { threads, slots, contextTokens, flashAttention } = target;
	return startLlamaEndpoint({ modelFile, threads, slots, contextTokens, flashAttention, signal });
};

/**
 * Readies all targets or none: if one fails, those already started are stopped. Keys and addresses are checked first, so that a
 * wrong one costs no start of an engine. Throws E_AUTH, E_UNREACHABLE, E_MODEL_FILE, E_CONFIG or E_INTERRUPTED.
 */
export const serveTargets = async (
	targets: readonly Target[],
	options: ServeOptions
): Promise<ReadyTarget[]> => {
	const timeoutMs = sToMs(options.limits.connectTimeoutS);
	const ready = new Map<Target, ReadyTarget>();
	for (const target of targets) {
		if ('telemetry' in target) readNamedKey(target.id, target.telemetry?.keyEnv, options.env);
		if (!('baseUrl' in target)) continue;
		const { env, configFile, allowCommands, signal } = options;
		const way = { env, configFile, allowCommands, connectTimeoutMs: timeoutMs, signal };
		const reached = await reachTarget(target, way);
		const { remark, ...access } = reached;
		if (remark !== null) options.onStart(remark);
		ready.set(target, { target, ...access, served: null });
	}
	try {
		for (const target of targets) {
			if ('baseUrl' in target) continue;
			const served = await serve(target, options);
			const model = target.kind === 'emulated' ? target.model : target.id;
			ready.set(target, {
				target,
				endpoint: { baseUrl: served.baseUrl, model, apiKey: null },
				secrets: [],
				address: await resolveAddress(target.id, new URL(served.baseUrl), timeoutMs),
				served
			});
		}
	} catch (error) {
		await stopTargets(ready.values());
		throw error;
	}
	return targets.flatMap((target) => ready.get(target) ?? []);
};

/** Stops the processes behind targets. */
export const stopTargets = async (targets: Iterable<ReadyTarget>): Promise<void> => {
	await Promise.all([...targets].map(async ({ served }) => served?.stop()));
};

/** Whom to probe: a target of a config by its id, or an address with flags. */
import { judgesOf } from '#core/config-judges.ts';
import type { Config, Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest-names.ts';
import { defaultSloShare } from '#core/slo.ts';
import type { Target } from '#core/target.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import {
	endpointOf,
	givenEndpointFlags,
	type EndpointOptions
} from '#bench/commands/load/endpoint-options.ts';
import { configOf } from '#bench/commands/load/load-config.ts';

export interface ProbeOptions extends EndpointOptions {
	json?: true;
	/** Where the targets are looked up; `bench.yaml` where absent. */
	config?: string;
	model?: string;
	inputUsdPerMtok?: string;
	outputUsdPerMtok?: string;
	maxSpend?: string;
	selfHosted?: true;
	/** Absent: for targets that nobody is paid for. */
	maxContextProbe?: boolean;
	/** Longest whole answer, s. */
	timeout?: number;
	/** A file that is decoded; nothing is sent then. */
	recording?: string;
	/** `PROVIDER/MODEL` of the price book, by which the recording is priced. */
	price?: string;
	/** Price files of the user. */
	prices?: string[];
	/** False where the recording is a whole answer. */
	stream: boolean;
}

export interface ChosenTarget {
	target: Target;
	limits: Limits;
	/** Paths in the config are relative to this file. */
	configFile: string;
	seed: number;
}

const defaultConfigFile = 'bench.yaml';
/** Longest whole answer of a probe, s: its answers are short. */
const defaultTimeoutS = 60;

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//iu.test(text);

/** The flags given that describe an endpoint. */
export const flagsOfEndpoint = (options: Omit<ProbeOptions, 'stream'>): string[] => [
	...givenEndpointFlags(options),
	...(
		[
			['--model', options.model],
			['--input-usd-per-mtok', options.inputUsdPerMtok],
			['--output-usd-per-mtok', options.outputUsdPerMtok],
			['--self-hosted', options.selfHosted]
		] as const
	).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))
];

/** A target out of flags, by the rules of `bench load`. */
const ofAddress = (text: string | undefined, options: ProbeOptions, capUsd: string): Config => {
	const endpoint = endpointOf(text, options);
	const { url } = endpoint;
	const { model, timeout = defaultTimeoutS } = options;
	if (model === undefined) {
		throw new BenchError('E_USAGE', `--model is missing: which model of ${url.host} is meant?`, {
			hint: 'bench doctor lists what an endpoint serves where it has such a list.'
		});
	}
	const { inputUsdPerMtok, outputUsdPerMtok, selfHosted, maxSpend } = options;
	const isPriced = inputUsdPerMtok !== undefined || outputUsdPerMtok !== undefined;
	return configOf(
		endpoint,
		{
			db: '',
			model,
			...(inputUsdPerMtok === undefined ? {} : { inputUsdPerMtok }),
			...(outputUsdPerMtok === undefined ? {} : { outputUsdPerMtok }),
			...(isPriced || maxSpend !== undefined ? { maxSpend: maxSpend ?? capUsd } : {}),
			...(selfHosted === undefined ? {} : { selfHosted }),
			sloShare: defaultSloShare,
			workers: 1,
			idleTimeout: timeout,
			timeout,
			seed: 1
		},
		{ kind: 'closed', concurrency: 1, requests: 1 }
	);
};

/** Throws E_USAGE, E_FILE or E_CONFIG with what is missing or does not belong together. `capUsd`: the cap where no flag gives one. */
export const chooseTarget = async (
	name: string | undefined,
	options: ProbeOptions,
	capUsd: string
): Promise<ChosenTarget> => {
	if (name === undefined || isAddress(name)) {
		if (options.config !== undefined) {
			throw new BenchError('E_USAGE', '--config does not belong to an address', {
				hint: 'Give the id of a target of the config, or leave out --config.'
			});
		}
		const { targets, limits, seed } = ofAddress(name, options, capUsd);
		const [target] = targets;
		if (!target) throw new BenchError('E_INTERNAL', 'the probe has no target');
		return { target, limits, configFile: defaultConfigFile, seed };
	}
	const { config: configFile = defaultConfigFile, timeout } = options;
	const [stray] = flagsOfEndpoint(options);
	if (stray !== undefined) {
		throw new BenchError(
			'E_USAGE',
			`${stray} belongs to an address, and "${name}" is the id of a target`,
			{
				hint: 'What a target is stands in its config. An address begins with http:// or https://.'
			}
		);
	}
	const config = await loadConfig(configFile);
	const known = [...config.targets, ...judgesOf(config).map(({ target }) => target)];
	const target = known.find(({ id }) => id === name);
	if (!target) {
		const ids = [...new Set(known.map(({ id }) => id))];
		throw new BenchError('E_USAGE', `${configFile} has no target "${name}"`, {
			hint: `${didYouMean(name, ids)}It has ${ids.join(', ')}. An address begins with http:// or https://.`
		});
	}
	const longestS = timeout ?? Math.min(defaultTimeoutS, config.limits.totalTimeoutS);
	return {
		target,
		limits: {
			...config.limits,
			totalTimeoutS: longestS,
			idleTimeoutS: Math.min(longestS, config.limits.idleTimeoutS)
		},
		configFile,
		seed: config.seed
	};
};

/** From the flags of `bench load` to the config of a run with one target: what is offered, to whom, and what it may cost. */
import { isIP } from 'node:net';
import { configSchema, type Config } from '#core/config.ts';
import { variablesOf, type EndpointAccess } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import type { SearchLimits } from '#core/find-capacity.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { PerTokenPrice } from '#core/price.ts';
import type { Slo } from '#core/slo.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { GpuReaderName } from '#core/telemetry-settings.ts';
import { sToMs } from '#core/units.ts';
import { expandPresets } from '#bench/importers/expand-presets.ts';
import { readTlsFiles } from '#bench/importers/tls-files.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import { presetOf } from '#bench/protocols/presets.ts';
import type { CommonOptions } from '../options.ts';
import { endpointFlagOf, type EndpointOfFlags, type EndpointOptions } from './endpoint-options.ts';
import type { LoadShapeOptions } from './load-shape-options.ts';
import type { SearchOptions } from './search-options.ts';

/** The flags, as parsed. */
export interface LoadOptions
	extends CommonOptions, EndpointOptions, LoadShapeOptions, SearchOptions {
	model: string;
	/** Absent: a prompt of ours; of a trace its own. */
	prompt?: string;
	/** Absent: 128; of a trace its own. */
	maxOutputTokens?: number;
	/** Absent where no flag says: answers are then streamed, but not in batch mode. */
	stream?: boolean;
	temperature?: number;
	inputUsdPerMtok?: string;
	outputUsdPerMtok?: string;
	maxSpend?: string;
	/** Whether to begin although the worst case is above the cap. */
	stopAtCap?: true;
	selfHosted?: true;
	slo?: Slo;
	sloShare: number;
	workers: number | 'auto';
	/** Absent: before a long or paid stage. */
	calibrate?: boolean;
	/** Absent: `auto`. */
	warmUp?: WarmUpRule;
	idleTimeout: number;
	timeout: number;
	seed: number;
	metricsUrl?: string;
	gpu?: GpuReaderName;
	gpuUrl?: string;
	gpuCommand?: string[];
	gpuDevices?: number[];
	telemetryInterval?: number;
}

/** Loopback, private and link-local addresses and names without a domain: endpoints that nobody sends a bill for. */
const isPrivateHost = (hostname: string): boolean => {
	const host = hostname.replace(/^\[|\]$/g, '');
	if (isIP(host) === 0)
		return !host.includes('.') || /\.(local|internal|localhost|lan)$/i.test(host);
	return /^(0\.0\.0\.0$|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80)/i.test(
		host
	);
};

const priceHint =
	'Give --input-usd-per-mtok, --output-usd-per-mtok and --max-spend, or --self-hosted if no tokens are billed.';

/** Null where no tokens are billed. `hasKey`: whether anything of the endpoint opens it. */
const priceOf = (options: LoadOptions, url: URL, hasKey: boolean): PerTokenPrice | null => {
	const { inputUsdPerMtok, outputUsdPerMtok, maxSpend, selfHosted } = options;
	const given = [inputUsdPerMtok, outputUsdPerMtok, maxSpend].filter((each) => each !== undefined);
	if (given.length > 0 && selfHosted) {
		throw new BenchError('E_USAGE', '--self-hosted says that no tokens are billed', {
			hint: 'Leave it out, or leave out the prices and --max-spend.'
		});
	}
	if (inputUsdPerMtok !== undefined && outputUsdPerMtok !== undefined && maxSpend !== undefined) {
		const checkedOn = new Date().toISOString().slice(0, 10);
		return {
			kind: 'per-token',
			inputUsdPerMtok,
			outputUsdPerMtok,
			source: 'command line',
			checkedOn
		};
	}
	if (given.length > 0) {
		throw new BenchError('E_USAGE', 'a price needs both rates and a cap', { hint: priceHint });
	}
	if (!hasKey || selfHosted || isPrivateHost(url.hostname)) return null;
	throw new BenchError('E_USAGE', `${url.hostname} with a key looks like an API that costs money`, {
		hint: priceHint
	});
};

/** What is read beside the requests; nothing where no flag asks for it. Throws E_USAGE for flags that go together. */
const telemetryOf = (options: LoadOptions): { telemetry?: Record<string, unknown> } => {
	const { metricsUrl, gpu, gpuUrl, gpuCommand, gpuDevices, telemetryInterval } = options;
	if (gpu === undefined) {
		const stray = [
			['--gpu-url', gpuUrl],
			['--gpu-command', gpuCommand],
			['--gpu-devices', gpuDevices]
		].find(([, value]) => value !== undefined)?.[0];
		if (stray !== undefined) {
			throw new BenchError('E_USAGE', `${String(stray)} belongs to --gpu`, {
				hint: 'Say how the GPUs are read: --gpu nvidia-smi, --gpu dcgm or --gpu rocm-smi.'
			});
		}
		if (metricsUrl === undefined) {
			if (telemetryInterval === undefined) return {};
			throw new BenchError('E_USAGE', '--telemetry-interval belongs to --gpu or --metrics-url');
		}
	}
	return {
		telemetry: {
			...(metricsUrl === undefined ? {} : { metricsUrl }),
			...(gpu === undefined
				? {}
				: {
						gpu: {
							kind: gpu,
							...(gpuUrl === undefined ? {} : { url: gpuUrl }),
							...(gpuCommand === undefined ? {} : { command: gpuCommand }),
							...(gpuDevices === undefined ? {} : { devices: gpuDevices })
						}
					}),
			...(telemetryInterval === undefined
				? {}
				: { intervalMs: Math.round(sToMs(telemetryInterval)) })
		}
	};
};

/** The flag behind a field of the config, for messages. */
const flagOf: Readonly<Record<string, string>> = {
	model: '--model',
	temperature: '--temperature',
	metricsUrl: '--metrics-url',
	url: '--gpu-url',
	command: '--gpu-command',
	devices: '--gpu-devices',
	intervalMs: '--telemetry-interval',
	telemetry: '--gpu and --metrics-url'
};

/** A secret typed into a command stays in the history of the shell, and every process of the machine can see it. */
const headerHint =
	"What stands on a command line is seen by others. In single quotes '${NAME}' takes it from the environment: --header 'authorization: Bearer ${OUR_TOKEN}'";

interface FlagProblem {
	path: readonly PropertyKey[];
	message: string;
}

/** The first problem of a target as a sentence that names the flag; the place is one in the target. */
const refusal = ({ path, message }: FlagProblem): BenchError => {
	const flag = endpointFlagOf(path) ?? flagOf[String(path.at(-1) ?? '')] ?? String(path.at(-1));
	return new BenchError(
		'E_USAGE',
		`${flag}: ${message}`,
		path[0] === 'headers' ? { hint: headerHint } : {}
	);
};

const inTarget = ({ path, message }: FlagProblem): FlagProblem => ({
	path: path[0] === 'targets' ? path.slice(2) : path,
	message
});

/** Whether the endpoint gets a key, a token or a header out of the environment, be it of its preset. */
const hasKeyOf = ({ fields }: EndpointOfFlags): boolean => {
	const preset = presetOf(fields['preset']);
	const { apiKeyEnv, credentials, headers } = fields as EndpointAccess;
	const needed = [
		...variablesOf({ apiKeyEnv, credentials, headers }),
		...variablesOf({ headers: preset?.headers })
	];
	return needed.length > 0 || (preset?.apiKeyEnv ?? null) !== null;
};

/**
 * The config that is stored with the run. Throws E_USAGE where a price is missing, a value is not valid or a certificate cannot be used; paths are relative
 * to the working folder.
 */
export const configOf = (
	endpoint: EndpointOfFlags,
	options: LoadOptions,
	load: LoadShape | SearchLimits
): Config => {
	const isStage = 'kind' in load;
	const { url, fields } = endpoint;
	const price = priceOf(options, url, hasKeyOf(endpoint));
	const { model, temperature, batch } = options;
	const { stream = batch !== true } = options;
	const written = {
		name: `load ${url.host} ${isStage ? renderLoadShape(load) : 'capacity'}`,
		seed: options.seed,
		scenarios: [{ use: 'load-test' }],
		targets: [
			{
				id: 'endpoint',
				kind: price ? 'measured-api' : 'self-hosted',
				...fields,
				model,
				parameters: { stream, ...(temperature === undefined ? {} : { temperature }) },
				...(price ? { price } : {}),
				...telemetryOf(options)
			}
		],
		...(isStage ? { loads: [load] } : { findCapacity: load }),
		workers: options.workers,
		...(options.calibrate === undefined ? {} : { calibrate: options.calibrate }),
		...(options.warmUp === undefined ? {} : { warmUp: options.warmUp }),
		limits: {
			idleTimeoutS: options.idleTimeout,
			totalTimeoutS: options.timeout
		},
		...(options.maxSpend === undefined ? {} : { maxSpendUsd: options.maxSpend })
	};
	const problems: FlagProblem[] = [];
	const expanded = expandPresets(written, (problem) => problems.push(problem));
	const parsed = configSchema.safeParse(expanded);
	const target = parsed.data?.targets[0];
	problems.push(...(parsed.error?.issues ?? parameterProblems(target)));
	if (target && 'tls' in target && target.tls) {
		const { problems: ofFiles } = readTlsFiles(target.tls, {
			folder: '.',
			nowMs: Date.now(),
			passphrase: undefined
		});
		problems.push(...ofFiles.map(({ path, message }) => ({ path: ['tls', path], message })));
	}
	const [first] = problems;
	if (first) throw refusal(inTarget(first));
	if (!parsed.data) throw new BenchError('E_INTERNAL', 'a config was refused without a reason');
	return parsed.data;
};

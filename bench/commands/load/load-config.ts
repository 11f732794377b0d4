/** From the flags of `bench load` to the config of a run with one target: what is offered, to whom, and what it may cost. */
import { isIP } from 'node:net';
import { configSchema, type Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { SearchLimits } from '#core/find-capacity.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { PerTokenPrice } from '#core/price.ts';
import type { Slo } from '#core/slo.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { ProtocolName } from '#core/target.ts';
import type { GpuReaderName } from '#core/telemetry-settings.ts';
import { sToMs } from '#core/units.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import type { CommonOptions } from '../options.ts';
import type { LoadShapeOptions } from './load-shape-options.ts';
import type { SearchOptions } from './search-options.ts';

/** The flags, as parsed. */
export interface LoadOptions extends CommonOptions, LoadShapeOptions, SearchOptions {
	model: string;
	protocol: ProtocolName;
	/** Absent: a prompt of ours; of a trace its own. */
	prompt?: string;
	/** Absent: 128; of a trace its own. */
	maxOutputTokens?: number;
	/** Absent where no flag says: answers are then streamed, but not in batch mode. */
	stream?: boolean;
	temperature?: number;
	apiKeyEnv?: string;
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

/** The base URL of the command line; it is stored and shown, so it must hold no secret. */
export const parseUrl = (text: string): URL => {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url && (url.username !== '' || url.password !== '')) {
		throw new BenchError('E_USAGE', 'the URL holds a name or password', {
			hint: 'Leave it out, put the key into an environment variable and name that with --api-key-env.'
		});
	}
	if (url && /^https?:$/.test(url.protocol)) return url;
	throw new BenchError('E_USAGE', `"${text}" is not an http:// or https:// URL`, {
		hint: 'Give the base URL of the API, such as http://127.0.0.1:8000/v1'
	});
};

const priceHint =
	'Give --input-usd-per-mtok, --output-usd-per-mtok and --max-spend, or --self-hosted if no tokens are billed.';

/** Null where no tokens are billed. */
const priceOf = (options: LoadOptions, url: URL): PerTokenPrice | null => {
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
	if (options.apiKeyEnv === undefined || selfHosted || isPrivateHost(url.hostname)) return null;
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
	apiKeyEnv: '--api-key-env',
	model: '--model',
	temperature: '--temperature',
	metricsUrl: '--metrics-url',
	url: '--gpu-url',
	command: '--gpu-command',
	devices: '--gpu-devices',
	intervalMs: '--telemetry-interval',
	telemetry: '--gpu and --metrics-url'
};

/** The config that is stored with the run. Throws E_USAGE where a price is missing or a value is not valid. */
export const configOf = (
	url: URL,
	options: LoadOptions,
	load: LoadShape | SearchLimits
): Config => {
	const isStage = 'kind' in load;
	const price = priceOf(options, url);
	const { model, protocol, apiKeyEnv, temperature, batch } = options;
	const { stream = batch !== true } = options;
	const parsed = configSchema.safeParse({
		name: `load ${url.host} ${isStage ? renderLoadShape(load) : 'capacity'}`,
		seed: options.seed,
		scenarios: [{ use: 'load-test' }],
		targets: [
			{
				id: 'endpoint',
				kind: price ? 'measured-api' : 'self-hosted',
				protocol,
				baseUrl: url.href,
				model,
				...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
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
	});
	const unsuitable = parsed.success ? parameterProblems(parsed.data.targets[0]) : [];
	if (parsed.success && unsuitable.length === 0) return parsed.data;
	const issue = parsed.error?.issues[0] ?? unsuitable[0];
	const field = String(issue?.path.at(-1) ?? '');
	throw new BenchError('E_USAGE', `${flagOf[field] ?? field}: ${issue?.message ?? 'not valid'}`);
};

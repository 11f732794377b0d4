/** From the flags of `bench load` to the config of a run with one target: what is offered, to whom, and what it may cost. */
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { SearchLimits } from '#core/find-capacity.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { PerTokenPrice } from '#core/price.ts';
import type { Slo } from '#core/slo.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { GpuReaderName } from '#core/telemetry-settings.ts';
import { sToMs } from '#core/units.ts';
import type { CommonOptions } from '../options.ts';
import { configOfFlags } from './config-of-flags.ts';
import type { EndpointOfFlags, EndpointOptions } from './endpoint-options.ts';
import type { LoadShapeOptions } from './load-shape-options.ts';
import { looksPaid } from './looks-paid.ts';
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

const priceHint =
	'Give --input-usd-per-mtok, --output-usd-per-mtok and --max-spend, or --self-hosted if no tokens are billed.';

/** Null where no tokens are billed. */
const priceOf = (options: LoadOptions, endpoint: EndpointOfFlags): PerTokenPrice | null => {
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
	if (selfHosted || !looksPaid(endpoint)) return null;
	throw new BenchError(
		'E_USAGE',
		`${endpoint.url.hostname} with a key looks like an API that costs money`,
		{
			hint: priceHint
		}
	);
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
	const price = priceOf(options, endpoint);
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
	return configOfFlags(written, { folder: '.', flagOf });
};

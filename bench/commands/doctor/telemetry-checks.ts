/** The checks of `bench doctor --gpu`: the GPUs of this machine or of those that flags and targets name, and metrics of engines. */
import type { Config } from '#core/config.ts';
import { BenchError, exitCodes } from '#core/errors.ts';
import type { GpuReaderName, GpuSettings } from '#core/telemetry-settings.ts';
import { checkEngine, checkGpu, type TelemetryCheck } from '#bench/telemetry/gpu-check.ts';
import { telemetryOf } from '../run/stage-telemetry.ts';
import { readNamedKey } from '../run/read-access.ts';

export interface TelemetryCheckOptions {
	/** Absent: no GPU is looked at; true: by nvidia-smi. */
	gpu?: GpuReaderName | true;
	gpuUrl?: string;
	gpuCommand?: string[];
	metricsUrl?: string;
	allowCommands?: true;
}

export interface NamedCheck extends TelemetryCheck {
	name: string;
	/** Exit code that a failure leads to; absent for the others. */
	exitCode?: number;
}

/** How long the GPUs are watched: an exporter that reads once a second shows several changes in it, ms. */
const watchMs = 4_000;

const named = (name: string, check: TelemetryCheck): NamedCheck => ({
	name,
	...check,
	...(check.status === 'failed' ? { exitCode: exitCodes.targetUnreachable } : {})
});

const ofFlags = async (options: TelemetryCheckOptions): Promise<NamedCheck[]> => {
	const { gpu, gpuUrl, gpuCommand, metricsUrl } = options;
	const checks: NamedCheck[] = [];
	if (gpu === undefined && (gpuUrl !== undefined || gpuCommand !== undefined)) {
		throw new BenchError('E_USAGE', '--gpu-url and --gpu-command belong to --gpu', {
			hint: 'Say how the GPUs are read: --gpu nvidia-smi, --gpu dcgm or --gpu rocm-smi.'
		});
	}
	if (gpu !== undefined) {
		const kind = gpu === true ? (gpuUrl === undefined ? 'nvidia-smi' : 'dcgm') : gpu;
		if (kind === 'dcgm' && gpuUrl === undefined) {
			throw new BenchError('E_USAGE', 'the DCGM exporter is asked over HTTP', {
				hint: 'Give its address: --gpu-url http://HOST:9400/metrics'
			});
		}
		const settings: GpuSettings = {
			kind,
			...(gpuUrl === undefined ? {} : { url: gpuUrl }),
			...(gpuCommand === undefined ? {} : { command: gpuCommand })
		};
		checks.push(named(`GPUs by ${kind}`, await checkGpu(settings, { key: null, watchMs })));
	}
	if (metricsUrl !== undefined) {
		checks.push(named('engine metrics', await checkEngine(metricsUrl, null)));
	}
	return checks;
};

const ofTargets = async (
	{ targets }: Config,
	env: Readonly<Record<string, string | undefined>>,
	{ allowCommands }: TelemetryCheckOptions
): Promise<NamedCheck[]> => {
	const checks: NamedCheck[] = [];
	for (const target of targets) {
		const settings = telemetryOf(target);
		if (settings === null) continue;
		const key = readNamedKey(target.id, settings.keyEnv, env);
		const name = `telemetry of ${target.id}`;
		const { gpu, metricsUrl } = settings;
		if (gpu?.command !== undefined && !allowCommands) {
			checks.push({
				name,
				status: 'warning',
				detail: `its GPUs are read by the command "${gpu.command.join(' ')}", which is not started without --allow-commands`
			});
		} else if (gpu) checks.push(named(name, await checkGpu(gpu, { key, watchMs })));
		if (metricsUrl !== undefined) checks.push(named(name, await checkEngine(metricsUrl, key)));
	}
	return checks;
};

/** One after the other, so that none is slowed down by another. `config` is null where none was given, or could be read. */
export const telemetryChecks = async (
	options: TelemetryCheckOptions,
	config: Config | null,
	env: Readonly<Record<string, string | undefined>>
): Promise<NamedCheck[]> => {
	const wanted = options.gpu !== undefined || options.metricsUrl !== undefined;
	return [
		...(await ofFlags(options)),
		...(wanted && config ? await ofTargets(config, env, options) : [])
	];
};

/** What is read beside the requests of a run: begun before each stage, summed up and kept with it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Target } from '#core/target.ts';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import type { TelemetrySettings } from '#core/telemetry-settings.ts';
import { sToMs } from '#core/units.ts';
import {
	seriesOfStage,
	startStageSampling,
	type StageSampling
} from '#bench/telemetry/sampling/stage-sampling.ts';
import { mergeHosts } from '#bench/telemetry/merge-hosts.ts';
import { summariseEngine } from '#bench/telemetry/summarise-engine.ts';
import { idlePower, summariseEnergy } from '#bench/telemetry/summarise-energy.ts';
import { summariseHost } from '#bench/telemetry/summarise-host.ts';
import { readNamedKey } from './read-access.ts';
import type { ReadyTarget } from './serve-targets.ts';

/** What a target wants to be read beside its requests; null where it names nothing. */
export const telemetryOf = (target: Target): TelemetrySettings | null =>
	('telemetry' in target ? target.telemetry : undefined) ?? null;

/** Throws E_CONFIG where a target names a program of its own and nobody allowed it. */
export const checkTelemetryCommands = ({ targets }: Config, allowCommands: boolean): void => {
	for (const target of targets) {
		const command = telemetryOf(target)?.gpu?.command;
		if (command === undefined || allowCommands) continue;
		throw new BenchError(
			'E_CONFIG',
			`target "${target.id}" reads its GPUs by the command "${command.join(' ')}"`,
			{
				hint: 'A command may do anything that you may. Read it, then allow it with --allow-commands; nvidia-smi and rocm-smi of this machine need no command.'
			}
		);
	}
};

/** What was read beside a stage. */
export interface StageTelemetry {
	figures: Pick<StageSummary, 'energy' | 'engine' | 'host'>;
	series: TelemetrySeries[];
}

export interface RunningTelemetry {
	/** Ends the reading. `zeroHrMs` is null for a stage that never began. */
	end(stage: {
		zeroHrMs: number | null;
		window: { fromMs: number; toMs: number } | null;
		summary: StageSummary;
	}): Promise<StageTelemetry>;
	/** Ends the reading of a stage that broke off. */
	abandon(): Promise<void>;
}

/** Of one run: it remembers what the GPUs of each target took before its first request. */
export class RunTelemetry {
	readonly #env: Readonly<Record<string, string | undefined>>;
	readonly #drain: AbortSignal;
	/** W by id of target; null where it could not be told. */
	readonly #idlePowerW = new Map<string, number | null>();

	constructor(env: Readonly<Record<string, string | undefined>>, drain: AbortSignal) {
		this.#env = env;
		this.#drain = drain;
	}

	/**
	 * Begins to read; returns when every source has answered or failed, and the GPUs were watched idle if this is the first stage of the target.
	 * `machine` reads the machine of the client alone, as in a mix what GPUs and engine do belongs to several stages.
	 */
	async begin(
		{ target, served }: ReadyTarget,
		scope: 'all' | 'machine' = 'all'
	): Promise<RunningTelemetry> {
		const settings = scope === 'all' ? telemetryOf(target) : null;
		const sampling = startStageSampling({
			settings,
			key: readNamedKey(target.id, settings?.keyEnv, this.#env),
			engineProcessId: target.kind === 'embedded' ? (served?.pid ?? null) : null
		});
		const readyMs = await sampling.readyMs;
		const watchesIdle = settings?.gpu !== undefined && !this.#idlePowerW.has(target.id);
		const idleMs = watchesIdle ? sToMs(settings.idleS) : 0;
		if (idleMs > 0 && (sampling.gpu?.log.samples ?? 0) > 0) {
			await delay(idleMs, undefined, { signal: this.#drain }).catch(() => undefined);
			const window = { fromMs: readyMs, toMs: readyMs + idleMs };
			const log = sampling.gpu?.log;
			this.#idlePowerW.set(target.id, log && !this.#drain.aborted ? idlePower(log, window) : null);
		}
		return {
			end: async (stage) => {
				await sampling.stop();
				return this.#summarise(target, sampling, stage);
			},
			abandon: () => sampling.stop()
		};
	}

	#summarise(
		target: Target,
		sampling: StageSampling,
		{ zeroHrMs, window, summary }: Parameters<RunningTelemetry['end']>[0]
	): StageTelemetry {
		const zeroMs = zeroHrMs ?? 0;
		const { settings, gpu, engine } = sampling;
		const { completed, outputTokens, passRate } = summary;
		const rightShare = passRate?.share ?? null;
		return {
			figures: {
				energy:
					gpu && settings?.gpu
						? summariseEnergy({
								reader: settings.gpu.kind,
								log: gpu.log,
								devices: settings.gpu.devices ?? null,
								zeroMs,
								window,
								idlePowerW: this.#idlePowerW.get(target.id) ?? null,
								work: {
									outputTokens,
									acceptedAnswers: rightShare === null ? null : completed * rightShare,
									isEmulated: summary.emulated || target.kind === 'emulated'
								}
							})
						: null,
				engine: engine
					? summariseEngine({ source: engine, zeroMs, window, client: summary })
					: null,
				host: summariseHost(sampling, zeroMs, window)
			},
			series: zeroHrMs === null ? [] : seriesOfStage(sampling, zeroHrMs)
		};
	}
}

/**
 * What was read beside the requests. Of several blocks only the machine of the client is told: what GPUs and engines did between them was not
 * for this target, and such targets take no turns.
 */
export const figuresOfBlocks = (parts: readonly StageTelemetry[]): StageTelemetry['figures'] => {
	const [only] = parts;
	if (only && parts.length === 1) return only.figures;
	const hosts = parts.flatMap(({ figures }) => figures.host ?? []);
	return { energy: null, engine: null, host: mergeHosts(hosts) };
};

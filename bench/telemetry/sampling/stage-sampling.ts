/** All that is read beside the requests of one stage: begun before its first request, ended after its last answer. */
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import type { TelemetrySettings } from '#core/telemetry-settings.ts';
import { nsToMs } from '#core/units.ts';
import { startEngineSource, engineUnits, type EngineSource } from './engine-source.ts';
import { defaultIntervalMs, startGpuSource } from './gpu-source.ts';
import { gpuUnits } from './gpu-values.ts';
import { hostUnits, startHostSource, type HostSource } from './host-source.ts';
import type { RunningSource, SourceLog } from './source-log.ts';

/** The monotonic clock that all threads and processes of the machine share, ms; the workers count from the same. */
export const monotonicMs = (): number => nsToMs(Number(process.hrtime.bigint()));

export interface StageSampling {
	/** What the target asked for; null where it named nothing and only the machine is read. */
	settings: TelemetrySettings | null;
	gpu: RunningSource | null;
	engine: EngineSource | null;
	host: HostSource;
	/** When every source had answered, or failed, ms on the monotonic clock. */
	readyMs: Promise<number>;
	/** Takes a last sample of each source and ends them; never rejects. */
	stop(): Promise<void>;
}

export const startStageSampling = ({
	settings,
	key,
	engineProcessId
}: {
	settings: TelemetrySettings | null;
	/** For the addresses of the settings; null for none. */
	key: string | null;
	engineProcessId: number | null;
}): StageSampling => {
	const clock = { intervalMs: settings?.intervalMs ?? null, nowMs: monotonicMs, key };
	const gpu = settings?.gpu ? startGpuSource(settings.gpu, clock) : null;
	const engine =
		settings?.metricsUrl === undefined ? null : startEngineSource(settings.metricsUrl, clock);
	const host = startHostSource({
		intervalMs: clock.intervalMs ?? defaultIntervalMs.poll,
		nowMs: monotonicMs,
		engineProcessId
	});
	const sources: RunningSource[] = [host, ...(gpu ? [gpu] : []), ...(engine ? [engine] : [])];
	return {
		settings,
		gpu,
		engine,
		host,
		readyMs: Promise.all(sources.map(({ ready }) => ready)).then(monotonicMs),
		stop: async () => {
			await Promise.all(sources.map((source) => source.stop()));
		}
	};
};

const seriesOfLog = (
	source: TelemetrySeries['source'],
	log: SourceLog,
	units: Readonly<Record<string, string>>,
	zeroMs: number
): TelemetrySeries[] =>
	[...log.tables].flatMap(([subject, table]) =>
		table.columns.flatMap((name) => {
			// Counters of packages of processors are columns by number.
			const unit = units[name] ?? 'J';
			const { atMs, values } = table.series(name, zeroMs);
			return atMs.length === 0 ? [] : [{ source, subject, name, unit, atMs, values }];
		})
	);

/** Every series of a stage on its clock; `zeroMs` is its time zero on the monotonic clock. */
export const seriesOfStage = (
	{ gpu, engine, host }: StageSampling,
	zeroMs: number
): TelemetrySeries[] => [
	...(gpu ? seriesOfLog('gpu', gpu.log, gpuUnits, zeroMs) : []),
	...(engine ? seriesOfLog('engine', engine.log, engineUnits, zeroMs) : []),
	...seriesOfLog('host', host.log, hostUnits, zeroMs)
];

/** What `bench doctor --gpu` finds out about the GPUs: which there are, what can be read of them, how often it changes, what to do. */
import { setTimeout as delay } from 'node:timers/promises';
import type { GpuSettings } from '#core/telemetry-settings.ts';
import { startEngineSource } from './sampling/engine-source.ts';
import { startGpuSource } from './sampling/gpu-source.ts';
import type { SourceLog } from './sampling/source-log.ts';
import { monotonicMs } from './sampling/stage-sampling.ts';
import { medianSpacingMs, type Series } from './series.ts';

export interface TelemetryCheck {
	status: 'ok' | 'warning' | 'failed';
	/** Sentences. */
	detail: string;
}

/** A counter that changes less often than this needs stages of several minutes, ms. */
const slowTickMs = 1_000;

const changes = ({ atMs, values }: Series): number[] =>
	atMs.filter((_, index) => index > 0 && values[index] !== values[index - 1]);

const tickWords = (series: Series): string => {
	const tickMs = medianSpacingMs(changes(series));
	return tickMs === null ? 'too seldom to tell how often' : `every ${tickMs.toFixed(0)} ms`;
};

const deviceWords = (
	log: SourceLog,
	device: string
): { text: string; status: TelemetryCheck['status'] } => {
	const table = log.tables.get(device);
	const series = (name: string): Series => table?.series(name) ?? { atMs: [], values: [] };
	const has = (name: string): boolean => series(name).values.length > 0;
	const counterTickMs = medianSpacingMs(changes(series('energyJ')));
	const counterMoves = changes(series('energyJ')).length > 0;
	const parts = [
		has('energyJ')
			? counterMoves
				? `its energy counter moves ${tickWords(series('energyJ'))}`
				: 'its energy counter did not move while it was watched'
			: 'it shows no energy counter',
		has('powerW')
			? `the power of the moment changes ${tickWords(series('powerW'))}`
			: has('averagePowerW')
				? 'of its power only the mean of the last second, which comes late'
				: 'it shows no power',
		has('useShare') ? 'its use' : 'not its use',
		has('memoryUsedMib') ? 'its memory' : 'not its memory'
	];
	const canMeasure = counterMoves || has('powerW') || has('averagePowerW');
	const isSlow = counterTickMs !== null && counterTickMs > slowTickMs;
	const advice = !canMeasure
		? '; no joules can be measured here: use nvidia-smi, or the DCGM exporter with its counter of energy'
		: isSlow || (has('energyJ') && !counterMoves)
			? '; let the exporter read more often (dcgm-exporter --collect-interval 100), or let stages last many minutes'
			: '';
	return {
		text: `GPU ${device} (${log.titles.get(device) ?? 'name not told'}): ${parts.join(', ')}${advice}`,
		status: canMeasure && !isSlow ? 'ok' : 'warning'
	};
};

/** Watches the GPUs for a while. */
export const checkGpu = async (
	settings: GpuSettings,
	{ key, watchMs }: { key: string | null; watchMs: number }
): Promise<TelemetryCheck> => {
	const source = startGpuSource(settings, { intervalMs: null, nowMs: monotonicMs, key });
	await source.ready;
	if (source.log.samples > 0) await delay(watchMs);
	await source.stop();
	const { log } = source;
	if (log.tables.size === 0) {
		const why = log.worstFailure() ?? 'it lists none of the wanted GPUs';
		return {
			status: 'failed',
			detail: `no GPU can be read by ${settings.kind}: ${why}; name where they are ("gpu" of a target, --gpu-command ssh HOST nvidia-smi, or --gpu dcgm --gpu-url), or measure without joules`
		};
	}
	const devices = [...log.tables.keys()].map((device) => deviceWords(log, device));
	const failure = log.worstFailure();
	return {
		status: devices.some(({ status }) => status !== 'ok') || failure !== null ? 'warning' : 'ok',
		detail: [...devices.map(({ text }) => text), ...(failure === null ? [] : [failure])].join('; ')
	};
};

/** Reads the metrics of an engine twice. */
export const checkEngine = async (url: string, key: string | null): Promise<TelemetryCheck> => {
	const source = startEngineSource(url, { intervalMs: null, nowMs: monotonicMs, key });
	await source.ready;
	await source.stop();
	const [reader, last] = [source.reader(), source.last()];
	if (!reader || !last) {
		return {
			status: 'failed',
			detail: `${source.log.worstFailure() ?? 'no metrics were read'}; engines show them with --metrics (llama.cpp), --enable-metrics (SGLang), or always (vLLM, TGI), mostly at /metrics`
		};
	}
	const names = {
		running: 'running requests',
		waiting: 'waiting requests',
		kvCacheShare: 'use of the cache',
		generatedTokens: 'tokens',
		ttftMs: 'time to first token',
		queueMs: 'queue',
		e2eMs: 'whole answers'
	} as const;
	const entries = Object.entries(names) as [keyof typeof names, string][];
	const shown = entries.filter(([name]) => last[name] !== null).map(([, title]) => title);
	const absent = entries.filter(([name]) => last[name] === null).map(([, title]) => title);
	const problem = source.problem();
	return {
		status: problem === null ? 'ok' : 'warning',
		detail: [
			`${reader.title} shows ${shown.join(', ')}`,
			...(absent.length === 0
				? []
				: [`not ${absent.join(', ')} (histograms may come with the first request)`]),
			...(reader.evidence === 'recorded'
				? []
				: ['its names were read from its source, not recorded']),
			...(problem === null ? [] : [problem]),
			...reader.limits
		].join('; ')
	};
};

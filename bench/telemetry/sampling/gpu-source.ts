/** The GPUs of a target, by the tool that its settings name. */
import type { GpuSettings } from '#core/telemetry-settings.ts';
import { readDcgm } from '../gpu/dcgm.ts';
import type { GpuReading } from '../gpu/gpu-reading.ts';
import { readRocmSmi, rocmSmiArguments } from '../gpu/rocm-smi.ts';
import { parseExposition } from '../prometheus-text.ts';
import { fetchText, shownUrl } from './fetch-text.ts';
import { gpuValues } from './gpu-values.ts';
import { startNvidiaSmi } from './nvidia-smi-source.ts';
import { poll } from './poll.ts';
import { SourceLog, type RunningSource } from './source-log.ts';
import { runTool } from './tool-process.ts';

export interface SourceClock {
	/** Null for the source's own default. */
	intervalMs: number | null;
	/** The monotonic clock of the machine, ms. */
	nowMs: () => number;
	/** Sent as a bearer token; null for none. */
	key: string | null;
}

/** How often is read where nobody says, ms: a process that goes on costs less than one that is started, or an address that is asked. */
export const defaultIntervalMs = { stream: 100, poll: 1_000 } as const;

export const startGpuSource = (settings: GpuSettings, clock: SourceClock): RunningSource => {
	const { kind, command, url = '', devices = null } = settings;
	const { nowMs, key } = clock;
	if (kind === 'nvidia-smi') {
		return startNvidiaSmi({
			command: command ?? ['nvidia-smi'],
			devices,
			intervalMs: clock.intervalMs ?? defaultIntervalMs.stream,
			nowMs
		});
	}
	const log = new SourceLog();
	const words = [...(command ?? ['rocm-smi']), ...(command ? [] : rocmSmiArguments)];
	const read = (text: string): GpuReading[] => {
		const readings = kind === 'dcgm' ? readDcgm(parseExposition(text)) : readRocmSmi(text);
		if (readings === null) throw new Error(`${words.join(' ')} printed no JSON of GPUs`);
		if (readings.length > 0) return readings;
		throw new Error(
			kind === 'dcgm' ? `${shownUrl(url)} shows no GPU` : `${words.join(' ')} lists no GPU`
		);
	};
	return poll({
		intervalMs: clock.intervalMs ?? defaultIntervalMs.poll,
		nowMs,
		log,
		fetch: (signal) => (kind === 'dcgm' ? fetchText(url, { key, signal }) : runTool(words, signal)),
		take: (text, atMs) => {
			for (const reading of read(text)) {
				if (devices?.includes(Number(reading.device)) === false) continue;
				log.add(reading.device, atMs, gpuValues(reading));
				if (reading.name !== null) log.titles.set(reading.device, reading.name);
			}
		}
	});
};

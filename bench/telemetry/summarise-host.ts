/** The client's machine over a stage, and what the sampling itself cost. */
import type { HostTelemetry } from '#core/stage-telemetry.ts';
import { describe } from '#core/statistics/distribution.ts';
import { counterEnergy } from './energy.ts';
import type { StageSampling } from './sampling/stage-sampling.ts';
import { gaugeIn, type Window } from './series.ts';

/** A package of processors counts its energy about every millisecond, but is read once a second. */
export const summariseHost = (
	{ host, gpu, engine }: StageSampling,
	zeroMs: number,
	window: Window | null
): HostTelemetry => {
	const table = host.log.tables.get('');
	const gauge = (name: string): HostTelemetry['cpuShare'] =>
		table && window ? gaugeIn(table.series(name, zeroMs), window) : null;
	const packages = host.packages();
	const energies = packages.map(({ wrapsAtJ }, index) =>
		table && window
			? (counterEnergy(table.series(`raplJ${String(index)}`, zeroMs), window, { wrapsAtJ })
					?.energyJ ?? null)
			: null
	);
	const logs = [host.log, gpu?.log, engine?.log].flatMap((log) => log ?? []);
	const busyMs = logs.reduce((sum, log) => sum + log.busyMs, 0);
	const lengthMs = window ? window.toMs - window.fromMs : 0;
	return {
		cpuShare: gauge('cpuShare'),
		memoryUsedMib: gauge('memoryUsedMib'),
		engineCores: gauge('engineCores'),
		energyJ:
			energies.length === 0 || energies.includes(null)
				? null
				: energies.reduce<number>((sum, energyJ) => sum + (energyJ ?? 0), 0),
		sampler: {
			samples: logs.reduce((sum, log) => sum + log.samples, 0),
			lateP99Ms: describe(logs.flatMap((log) => log.lateMs)).p99,
			cpuShare: lengthMs > 0 ? busyMs / lengthMs : 0
		}
	};
};

/** The client's machine over several blocks of a stage. */
import type { HostTelemetry } from '#core/stage-telemetry.ts';

type Gauge = HostTelemetry['cpuShare'];

/** Means weigh as many samples as there were; null where no block knew it. */
const mergeGauges = (gauges: readonly (readonly [Gauge, samples: number])[]): Gauge => {
	const known = gauges.flatMap(([gauge, samples]) =>
		gauge === null ? [] : [{ ...gauge, samples }]
	);
	const samples = known.reduce((sum, each) => sum + each.samples, 0);
	if (samples === 0) return null;
	return {
		mean: known.reduce((sum, each) => sum + each.mean * each.samples, 0) / samples,
		max: Math.max(...known.map(({ max }) => max))
	};
};

/** Null where no block has any. */
export const mergeHosts = (hosts: readonly HostTelemetry[]): HostTelemetry | null => {
	const [first, ...others] = hosts;
	if (!first || others.length === 0) return first ?? null;
	const gauge = (of: (host: HostTelemetry) => Gauge): Gauge =>
		mergeGauges(hosts.map((host) => [of(host), host.sampler.samples]));
	const samples = hosts.reduce((sum, { sampler }) => sum + sampler.samples, 0);
	const energiesJ = hosts.map(({ energyJ }) => energyJ);
	const lateMs = hosts.flatMap(({ sampler }) => sampler.lateP99Ms ?? []);
	return {
		cpuShare: gauge((host) => host.cpuShare),
		memoryUsedMib: gauge((host) => host.memoryUsedMib),
		engineCores: gauge((host) => host.engineCores),
		energyJ: energiesJ.reduce<number | null>(
			(sum, each) => (sum === null || each === null ? null : sum + each),
			0
		),
		sampler: {
			samples,
			lateP99Ms: lateMs.length === 0 ? null : Math.max(...lateMs),
			cpuShare:
				samples === 0
					? 0
					: hosts.reduce((sum, { sampler }) => sum + sampler.cpuShare * sampler.samples, 0) /
						samples
		}
	};
};

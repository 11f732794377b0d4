/**
 * Reads the DCGM exporter of NVIDIA. Names and units of its `etc/default-counters.csv`; not recorded, as no machine with it could be
 * had. Its own sampling is slow (`--collect-interval`, 30 s where nobody says otherwise), however often it is asked.
 */
import { samplesOf, type Exposition, type MetricSample } from '../prometheus-text.ts';
import { emptyReading, type GpuReading } from './gpu-reading.ts';

/**
 * DCGM writes numbers that mean "no value": from 2^47 for fractions and from 2^63 − 16 for whole numbers (dcgm_structs.h). No
 * counter of millijoules gets near the second (a GPU at 1 kW would need 290,000 years), but gauges never reach the first.
 */
const blankGauge = 2 ** 47;
const blankCounter = 2 ** 63 - 2 ** 12;

const mjPerJ = 1_000;

/** The card itself and not one of the parts that it was divided into (MIG). */
const isWholeCard = ({ labels }: MetricSample): boolean =>
	!labels.has('GPU_I_ID') || labels.get('GPU_I_ID') === '';

/** One reading for each GPU, in the order of the text. */
export const readDcgm = (exposition: Exposition): GpuReading[] => {
	const readings = new Map<string, GpuReading>();
	const each = (name: string, blank: number, put: (reading: GpuReading, value: number) => void) => {
		for (const sample of samplesOf(exposition, name)) {
			const device = sample.labels.get('gpu');
			if (device === undefined || !isWholeCard(sample)) continue;
			const reading = readings.get(device) ?? emptyReading(device);
			readings.set(device, reading);
			reading.name ??= sample.labels.get('modelName') ?? null;
			if (Number.isFinite(sample.value) && sample.value < blank) put(reading, sample.value);
		}
	};
	// NVML's power is the mean of the last second on Ampere and newer; the instant field is not exported unless asked for.
	each('DCGM_FI_DEV_POWER_USAGE', blankGauge, (reading, value) => (reading.averagePowerW = value));
	each('DCGM_FI_DEV_POWER_USAGE_INSTANT', blankGauge, (reading, value) => {
		reading.powerW = value;
	});
	each('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', blankCounter, (reading, value) => {
		reading.energyJ = value / mjPerJ;
	});
	each('DCGM_FI_DEV_GPU_UTIL', blankGauge, (reading, value) => (reading.useShare = value / 100));
	each('DCGM_FI_DEV_FB_USED', blankGauge, (reading, value) => (reading.memoryUsedMib = value));
	each('DCGM_FI_DEV_GPU_TEMP', blankGauge, (reading, value) => (reading.temperatureC = value));
	each('DCGM_FI_DEV_SM_CLOCK', blankGauge, (reading, value) => (reading.clockMhz = value));
	return [...readings.values()];
};

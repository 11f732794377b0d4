/** A reading of a GPU as the columns that are kept of it. */
import type { GpuReading } from '../gpu/gpu-reading.ts';

/** Columns of a GPU, with their units. */
export const gpuUnits = {
	powerW: 'W',
	averagePowerW: 'W',
	energyJ: 'J',
	useShare: 'share',
	memoryUsedMib: 'MiB',
	temperatureC: '°C',
	clockMhz: 'MHz'
} as const;

export type GpuColumn = keyof typeof gpuUnits;

export const gpuValues = (reading: GpuReading): Record<GpuColumn, number | null> => ({
	powerW: reading.powerW,
	averagePowerW: reading.averagePowerW,
	energyJ: reading.energyJ,
	useShare: reading.useShare,
	memoryUsedMib: reading.memoryUsedMib,
	temperatureC: reading.temperatureC,
	clockMhz: reading.clockMhz
});

/** What is known of one GPU at one moment, whichever tool says it; null where it does not. */
export interface GpuReading {
	/** Index as the tool counts them, as text. */
	device: string;
	/** `NVIDIA H200`. */
	name: string | null;
	/** Power of the board at this moment, and as the tool's own mean over the last second, W. */
	powerW: number | null;
	averagePowerW: number | null;
	/** Counter of the energy since some moment in the past, J. */
	energyJ: number | null;
	/** Share of the last sampling period of the driver in which something ran, 0 to 1. */
	useShare: number | null;
	memoryUsedMib: number | null;
	temperatureC: number | null;
	/** Clock of the compute units, MHz. */
	clockMhz: number | null;
}

/** A reading in which nothing is known but the device. */
export const emptyReading = (device: string): GpuReading => ({
	device,
	name: null,
	powerW: null,
	averagePowerW: null,
	energyJ: null,
	useShare: null,
	memoryUsedMib: null,
	temperatureC: null,
	clockMhz: null
});

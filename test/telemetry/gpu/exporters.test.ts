import { describe, expect, it } from 'vitest';
import { readDcgm } from '#bench/telemetry/gpu/dcgm.ts';
import { emptyReading } from '#bench/telemetry/gpu/gpu-reading.ts';
import { readRocmSmi } from '#bench/telemetry/gpu/rocm-smi.ts';
import { parseExposition } from '#bench/telemetry/prometheus-text.ts';

/**
 * Not recorded. The lines of the whole card are shown in NVIDIA's documentation of dcgm-exporter on MIG (docs.nvidia.com, Telemetry
 * for GPUs, read 2026-11-26), the blank value in the README of dcgm-exporter, and that of a part of a card follows the same page.
 */
const dcgmText = `# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Total energy consumption since boot (in mJ).
# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",Hostname="ub20-a100-k8s"} 1215
DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",Hostname="ub20-a100-k8s"} 61
DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",Hostname="ub20-a100-k8s"} 409.692000
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",Hostname="ub20-a100-k8s"} 319159391
DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",Hostname="ub20-a100-k8s"} 4845
DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa61660",device="nvidia0",GPU_I_PROFILE="1g.5gb",GPU_I_ID="7",Hostname="ub20-a100-k8s"} 11
DCGM_FI_DEV_GPU_TEMP{gpu="1", UUID="GPU-604ac76c-d9cf-fef3-62e9-d92044ab6e52"} 9223372036854775794
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="1", UUID="GPU-604ac76c-d9cf-fef3-62e9-d92044ab6e52"} 9223372036854775794
`;

describe('the DCGM exporter', () => {
	it('is read card by card, in joules, without parts of cards and without its blanks', () => {
		expect(readDcgm(parseExposition(dcgmText))).toEqual([
			{
				...emptyReading('0'),
				averagePowerW: 409.692,
				energyJ: 319_159.391,
				memoryUsedMib: 4_845,
				temperatureC: 61,
				clockMhz: 1_215
			},
			emptyReading('1')
		]);
	});

	it('keeps a counter that has run for years', () => {
		// 700 W over ten years, in mJ, which is above the blank of fractions.
		const [reading] = readDcgm(
			parseExposition('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0"} 220752000000000')
		);
		expect(reading?.energyJ).toBe(220_752_000_000);
	});

	it('of something else is no GPU', () => {
		expect(readDcgm(parseExposition('up 1'))).toEqual([]);
	});
});

/** Not recorded by us: output of a Radeon RX 7900 XTX in https://github.com/henrygd/beszel/issues/414. */
const radeonText =
	'{"card0": {"Temperature (Sensor edge) (C)": "49.0", "Temperature (Sensor junction) (C)": "49.0", "Temperature (Sensor memory) (C)": "62.0", "Average Graphics Package Power (W)": "19.0", "GPU use (%)": "0", "VRAM Total Memory (B)": "25753026560", "VRAM Total Used Memory (B)": "794341376"}}';

/** Members of cards of an MI210 machine, as several monitors on GitHub have them for tests (`rocm-smi -a --json`); cut. */
const instinctText =
	'{"card0": {"GPU ID": "0x740f", "Temperature (Sensor edge) (C)": "35.0", "Temperature (Sensor junction) (C)": "35.0", "Average Graphics Package Power (W)": "40.0", "GPU use (%)": "0", "Card series": "Instinct MI210", "Energy counter": "6709332050409", "Accumulated Energy (uJ)": "102652781650961.23"}, "card1": {"Average Graphics Package Power (W)": "N/A (Secondary die)", "GPU use (%)": "7", "Card series": "Instinct MI210", "Accumulated Energy (uJ)": "103304220411508.38"}, "system": {"Driver version": "5.18.13"}}';

/** Shape of `amd-smi metric --json` as its users publish it; a warning may stand before it. */
const amdSmiText = `WARNING: User is missing the following required groups: render
{"gpu_data": [{"gpu": 0, "usage": {"gfx_activity": {"value": 73, "unit": "%"}}, "power": {"socket_power": {"value": 142, "unit": "W"}}, "temperature": {"edge": {"value": 45, "unit": "C"}, "hotspot": {"value": 61, "unit": "C"}}, "energy": {"total_energy_consumption": {"value": 12345.5, "unit": "J"}}, "mem_usage": {"total_vram": {"value": 196592, "unit": "MB"}, "used_vram": {"value": 49148, "unit": "MB"}}}, {"gpu": 1, "usage": "N/A", "power": {"socket_power": "N/A"}, "energy": {"total_energy_consumption": {"value": 0.0, "unit": "J"}}}]}`;

describe('the tools of AMD', () => {
	it('are read from rocm-smi, whose means of power come late', () => {
		expect(readRocmSmi(radeonText)).toEqual([
			{
				...emptyReading('0'),
				averagePowerW: 19,
				useShare: 0,
				memoryUsedMib: 794_341_376 / 1_048_576,
				temperatureC: 49
			}
		]);
	});

	it('have a counter of energy on accelerators, and no power for the second half of a card', () => {
		expect(readRocmSmi(instinctText)).toEqual([
			{
				...emptyReading('0'),
				name: 'Instinct MI210',
				averagePowerW: 40,
				energyJ: 102_652_781.65096123,
				useShare: 0,
				temperatureC: 35
			},
			{
				...emptyReading('1'),
				name: 'Instinct MI210',
				energyJ: 103_304_220.41150838,
				useShare: 0.07
			}
		]);
	});

	it('are read from amd-smi, where a counter at 0 is none', () => {
		expect(readRocmSmi(amdSmiText)).toEqual([
			{
				...emptyReading('0'),
				powerW: 142,
				energyJ: 12_345.5,
				useShare: 0.73,
				memoryUsedMib: 49_148,
				temperatureC: 61
			},
			emptyReading('1')
		]);
	});

	it.each(['', 'ERROR: no ROCm', '{"system": {}}', '[', '7'])('make no reading of %j', (text) => {
		expect(readRocmSmi(text)).toBeNull();
	});
});

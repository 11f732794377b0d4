/**
 * Reads what AMD's tools print as JSON: `rocm-smi … --json` (an object with a member for each card) and `amd-smi metric --json` (a
 * list of GPUs). Names of output that others have published; not recorded by us.
 */
import { isObject } from '#core/json.ts';
import { bytesToMib } from '#core/units.ts';
import { emptyReading, type GpuReading } from './gpu-reading.ts';

/** What rocm-smi is asked for. */
export const rocmSmiArguments = [
	'--showpower',
	'--showuse',
	'--showmeminfo',
	'vram',
	'--showtemp',
	'--showenergycounter',
	'--showproductname',
	'--json'
] as const;

const ujPerJ = 1_000_000;

/** A number, also inside of a text or of `{ "value": …, "unit": … }`; null for `N/A` and all else. */
const numberOf = (value: unknown): number | null => {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (isObject(value)) return numberOf(value['value']);
	return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : null;
};

const shareOf = (percent: number | null): number | null =>
	percent === null ? null : percent / 100;

/** A counter that a card does not have is shown as 0. */
const counterOf = (energyJ: number | null): number | null => (energyJ === 0 ? null : energyJ);

const firstOf = (card: Record<string, unknown>, names: readonly string[]): number | null => {
	for (const name of names) {
		const value = numberOf(card[name]);
		if (value !== null) return value;
	}
	return null;
};

const readCard = (device: string, card: Record<string, unknown>): GpuReading => {
	const usedBytes = numberOf(card['VRAM Total Used Memory (B)']);
	const energyUj = numberOf(card['Accumulated Energy (uJ)']);
	const name = card['Card Series'] ?? card['Card series'];
	return {
		...emptyReading(device),
		name: typeof name === 'string' && name !== 'N/A' ? name : null,
		powerW: firstOf(card, ['Current Socket Graphics Package Power (W)']),
		averagePowerW: firstOf(card, ['Average Graphics Package Power (W)']),
		energyJ: counterOf(energyUj === null ? null : energyUj / ujPerJ),
		useShare: shareOf(numberOf(card['GPU use (%)'])),
		memoryUsedMib: usedBytes === null ? null : bytesToMib(usedBytes),
		temperatureC: firstOf(card, [
			'Temperature (Sensor junction) (C)',
			'Temperature (Sensor edge) (C)'
		])
	};
};

const part = (gpu: Record<string, unknown>, name: string): Record<string, unknown> =>
	isObject(gpu[name]) ? gpu[name] : {};

const readAmdSmi = (gpu: Record<string, unknown>): GpuReading[] => {
	const device = numberOf(gpu['gpu']);
	if (device === null) return [];
	const [power, usage, memory] = [part(gpu, 'power'), part(gpu, 'usage'), part(gpu, 'mem_usage')];
	const [temperature, energy] = [part(gpu, 'temperature'), part(gpu, 'energy')];
	return [
		{
			...emptyReading(String(device)),
			powerW: firstOf(power, ['current_socket_power', 'socket_power']),
			averagePowerW: firstOf(power, ['average_socket_power']),
			energyJ: counterOf(numberOf(energy['total_energy_consumption'])),
			useShare: shareOf(numberOf(usage['gfx_activity'])),
			memoryUsedMib: numberOf(memory['used_vram']),
			temperatureC: firstOf(temperature, ['hotspot', 'edge'])
		}
	];
};

/** One reading for each GPU; null where the text is not JSON of either tool. Lines of warning before it are passed over. */
export const readRocmSmi = (text: string): GpuReading[] | null => {
	const begin = text.search(/^\s*[[{]/m);
	let parsed: unknown;
	try {
		parsed = JSON.parse(begin < 0 ? text : text.slice(begin));
	} catch {
		return null;
	}
	const list = isObject(parsed) && Array.isArray(parsed['gpu_data']) ? parsed['gpu_data'] : parsed;
	if (Array.isArray(list))
		return list.flatMap((gpu: unknown) => (isObject(gpu) ? readAmdSmi(gpu) : []));
	if (!isObject(list)) return null;
	const cards = Object.entries(list).flatMap(([name, card]) => {
		const device = /^card(\d+)$/.exec(name)?.[1];
		return device !== undefined && isObject(card) ? [readCard(device, card)] : [];
	});
	return cards.length === 0 ? null : cards;
};

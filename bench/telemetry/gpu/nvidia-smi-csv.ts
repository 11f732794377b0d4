/**
 * Reads the lines of `nvidia-smi --query-gpu=… --format=csv`, with or without units: one header, then one row for each GPU and tick.
 * It has no energy counter. Recorded output: test/telemetry/recordings/nvidia-h200.
 */
import { emptyReading, type GpuReading } from './gpu-reading.ts';

/** Asked for in one go. `power.draw` is the mean of the last second on Ampere and newer, and comes about half a second late. */
export const nvidiaSmiFields = [
	'index',
	'name',
	'power.draw.instant',
	'power.draw',
	'utilization.gpu',
	'memory.used',
	'temperature.gpu',
	'clocks.sm'
] as const;

export type NvidiaSmiLine =
	| { kind: 'header' }
	| { kind: 'row'; reading: GpuReading }
	/** Neither: nvidia-smi says what is wrong on its standard output. */
	| { kind: 'message'; text: string };

/** `power.draw [W]` → `power.draw`. */
const fieldOf = (title: string): string => title.replace(/\s*\[[^\]]*\]\s*$/, '').trim();

/** The number before a unit; null for `[N/A]`, `[Not Supported]` and whatever else stands in brackets. */
const numberOf = (cell: string | undefined): number | null => {
	const found = /^-?\d+(?:\.\d+)?(?=$|\s*(?:%|MiB|W|MHz)$)/.exec(cell ?? '');
	return found ? Number(found[0]) : null;
};

const textOf = (cell: string | undefined): string | null =>
	cell === undefined || cell === '' || cell.startsWith('[') ? null : cell;

/** Reads line by line; the header decides what the columns of the rows are. */
export class NvidiaSmiReader {
	#columns: readonly string[] | null = null;

	read(line: string): NvidiaSmiLine {
		const cells = line.split(',').map((cell) => cell.trim());
		const fields = cells.map(fieldOf);
		if (fields.includes('index') && fields.some((field) => field.startsWith('power.draw'))) {
			this.#columns = fields;
			return { kind: 'header' };
		}
		const columns = this.#columns;
		if (columns?.length !== cells.length) return { kind: 'message', text: line.trim() };
		const cell = (...names: string[]): string | undefined => {
			const at = names.map((name) => columns.indexOf(name)).find((index) => index >= 0);
			return at === undefined ? undefined : cells[at];
		};
		const device = cell('index');
		if (device === undefined || !/^\d+$/.test(device))
			return { kind: 'message', text: line.trim() };
		const usePercent = numberOf(cell('utilization.gpu'));
		return {
			kind: 'row',
			reading: {
				...emptyReading(device),
				name: textOf(cell('name')),
				powerW: numberOf(cell('power.draw.instant')),
				averagePowerW: numberOf(cell('power.draw.average', 'power.draw')),
				useShare: usePercent === null ? null : usePercent / 100,
				memoryUsedMib: numberOf(cell('memory.used')),
				temperatureC: numberOf(cell('temperature.gpu')),
				// The header names them so, whatever name was asked for.
				clockMhz: numberOf(cell('clocks.current.sm', 'clocks.sm'))
			}
		};
	}
}

/** The field that this nvidia-smi does not know, out of its own message; null for other messages. */
export const unknownField = (message: string): string | null =>
	/^Field "([^"]+)" is not a valid field to query/.exec(message)?.[1] ?? null;

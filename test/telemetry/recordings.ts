/** Reads the recordings beside this file: real output of real tools on an NVIDIA H200; its README says how it came about. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Series } from '#bench/telemetry/series.ts';

const folder = new URL('./recordings/nvidia-h200/', import.meta.url);

/** A file of the recordings as text, unpacked if its name ends in `.gz`. */
export const recordedText = (name: string): string => {
	const bytes = readFileSync(new URL(name, folder));
	return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

export const recordedJson = (name: string): unknown => JSON.parse(recordedText(name));

/** Numbers of a CSV file by the name of their column. */
const columnsOf = (text: string): Map<string, number[]> => {
	const [head = '', ...lines] = text.trim().split('\n');
	const rows = lines.map((line) => line.split(','));
	return new Map(
		head.split(',').map((name, index) => [name, rows.map((row) => Number(row[index]))])
	);
};

/** What NVML said, on the monotonic clock of that machine. */
export const nvmlRecording = (
	name: string
): { counterJ: Series; instantW: Series; averageW: Series } => {
	const columns = columnsOf(recordedText(name));
	const atMs = (columns.get('t_mono_ns') ?? []).map((ns) => ns / 1e6);
	const scaled = (column: string): number[] =>
		(columns.get(column) ?? []).map((value) => value / 1_000);
	return {
		counterJ: { atMs, values: scaled('energy_mj') },
		instantW: { atMs, values: scaled('f_instant_mw') },
		averageW: { atMs, values: scaled('f_average_mw') }
	};
};

/** What had been marked while recording, with the moment on the same clock, ms. */
export const marksOf = (name: string): { mark: string; level?: number; atMs: number }[] => {
	const parsed = recordedJson(name) as
		| { mark: string; level?: number; t_mono_ns?: number }[]
		| { marks: { mark: string; level?: number; t_mono_ns?: number }[] };
	return (Array.isArray(parsed) ? parsed : parsed.marks).flatMap(({ t_mono_ns: ns, ...mark }) =>
		ns === undefined ? [] : [{ ...mark, atMs: ns / 1e6 }]
	);
};

/** Reads an XLSX file behind all its guards: size, directory, a thread of its own with a memory and a time limit. */
import { Worker } from 'node:worker_threads';
import { BenchError } from '#core/errors.ts';
import type { Sheet, Workbook } from './workbook.ts';
import {
	quoteZipLimits,
	readZipDirectory,
	type ZipDirectory,
	type ZipEntry,
	type ZipLimits
} from './zip-directory.ts';

export interface WorkbookLimits {
	zip: ZipLimits;
	/** After which the thread is ended, ms. */
	timeoutMs: number;
	/** Heap of the thread, MiB. */
	heapMib: number;
}

/** A sheet of 20 MiB takes about 5 s and 100 MiB. */
export const quoteWorkbookLimits: WorkbookLimits = {
	zip: quoteZipLimits,
	timeoutMs: 10_000,
	heapMib: 256
};

const inThread = (
	bytes: Buffer,
	entries: readonly ZipEntry[],
	{ timeoutMs, heapMib }: WorkbookLimits
): Promise<Workbook> =>
	new Promise((resolve) => {
		const worker = new Worker(new URL('./workbook-worker.ts', import.meta.url), {
			workerData: { bytes, entries },
			resourceLimits: { maxOldGenerationSizeMb: heapMib, maxYoungGenerationSizeMb: 32 },
			stdout: true,
			stderr: true
		});
		const finish = (workbook: Workbook): void => {
			clearTimeout(timer);
			// Ends also a thread that is busy.
			void worker.terminate();
			resolve(workbook);
		};
		const timer = setTimeout(() => {
			finish({
				ok: false,
				message: `reading it took longer than ${String(timeoutMs / 1_000)} s`
			});
		}, timeoutMs);
		worker.once('message', finish);
		worker.once('error', (error: Error & { code?: string }) => {
			finish({
				ok: false,
				message:
					error.code === 'ERR_WORKER_OUT_OF_MEMORY'
						? `reading it takes more than ${String(heapMib)} MiB of memory`
						: `it cannot be read as XLSX: ${error.message}`
			});
		});
		worker.once('exit', () => {
			finish({ ok: false, message: 'it cannot be read as XLSX' });
		});
	});

/** Programs within a workbook: of Visual Basic, and the older ones in sheets of their own. */
const macroPart = /(?:^|[/\\])(?:vbaProject[^/\\]*\.bin$|macrosheets[/\\]|activeX[/\\])/iu;

/** They are never run, but who reads figures that a program makes should not take them for those of the file. */
const withoutMacros = (directory: ZipDirectory): ZipDirectory => {
	const macro = directory.ok && directory.entries.find(({ name }) => macroPart.test(name));
	return macro
		? { ok: false, message: `it holds a macro (${macro.name.slice(0, 100)}), which no offer needs` }
		: directory;
};

/** The sheets of an XLSX file, given its bytes. Throws `E_CONFIG` for anything that is not a plain, small spreadsheet. */
export const readSheets = async (
	bytes: Buffer,
	file: string,
	limits: WorkbookLimits = quoteWorkbookLimits
): Promise<Sheet[]> => {
	const directory = withoutMacros(readZipDirectory(bytes, limits.zip));
	const workbook = directory.ok ? await inThread(bytes, directory.entries, limits) : directory;
	if (workbook.ok) return workbook.sheets;
	throw new BenchError('E_CONFIG', `${file} was refused; nothing was imported`, {
		problems: [{ file, line: null, path: '', message: workbook.message }],
		hint: 'Save the table alone as a new XLSX file with values in place of formulas, or as CSV.'
	});
};

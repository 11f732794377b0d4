/** The thread in which an XLSX file is read; ended from outside when it takes too long or too much memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { readWorkbook } from './workbook.ts';
import type { ZipEntry } from './zip-directory.ts';

const { bytes, entries } = workerData as { bytes: Uint8Array; entries: ZipEntry[] };
const workbook = await readWorkbook(Buffer.from(bytes), entries);
parentPort?.postMessage(workbook);

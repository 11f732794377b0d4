/** Reads log files through once and keeps counts, times and a sample: the memory it takes does not grow with what is in the requests. */
import { BenchError } from '#core/errors.ts';
import type { CoveredTime } from '#bench/economics/demand/trace-demand.ts';
import { createProblemList, type ProblemList } from '../problem-list.ts';
import { readRecords, type LogRecord } from './read-records.ts';
import {
	traceFormatNames,
	traceFormatOf,
	traceFormats,
	type TraceFormatName
} from './trace-formats.ts';
import type { TraceReader } from './trace-request.ts';
import {
	count,
	countIn,
	emptyTally,
	isDuplicate,
	type ReadTrace,
	type Tally
} from './trace-tally.ts';
import { writtenTime } from './written-time.ts';

export interface ReadTraceOptions {
	/** Null: told by the first record of each file. */
	format: TraceFormatName | null;
	/** Zone of times that name none, such as `Z`; null: UTC, as long as no other time names one. */
	zone: string | null;
	skipBad: boolean;
	/** Requests before or after are left out and counted. */
	covered: CoveredTime;
	/** Most items that are wanted. */
	items: number;
	seed: number;
	/** Puts the kind of each identifier in its place; leaves texts as they are where identifiers are kept. */
	mask: (text: string) => string;
}

const isCovered = (ms: number, { fromMs, toMs }: CoveredTime): boolean =>
	(fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);

/** Records that were read, whatever they are. */
const countedIn = ({ requests, others, duplicates, outside }: ReadTrace): number =>
	requests + others + duplicates + outside;

interface OpenFile {
	format: TraceFormatName | null;
	readers: Map<TraceFormatName, TraceReader>;
	problems: ProblemList;
	/** Whether a record was of no known log before any was known. */
	isUnknown: boolean;
}

const notKnown = (value: Record<string, unknown>): string =>
	`is a record of no known log (${traceFormatNames.join(', ')}); its fields are ${Object.keys(value).slice(0, 8).join(', ')}`;

const readRecord = (
	tally: Tally,
	record: LogRecord,
	file: OpenFile,
	{ format, zone, covered }: ReadTraceOptions
): void => {
	const { line, path } = record;
	if (record.kind === 'broken') {
		file.problems.add(line, path, record.message);
		return;
	}
	const { value } = record;
	file.format ??= format ?? traceFormatOf(value);
	if (file.format === null) {
		file.problems.add(line, path, notKnown(value));
		file.isUnknown = true;
		return;
	}
	const reader = file.readers.get(file.format) ?? traceFormats[file.format].createReader();
	file.readers.set(file.format, reader);
	for (const reading of reader(value)) {
		const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
		if (reading.kind === 'other') tally.others++;
		else if (reading.kind === 'broken') {
			file.problems.add(line, at(reading.path), reading.message);
		} else {
			const { request } = reading;
			const time = writtenTime(request.startedAt, zone ?? 'Z');
			if ('problem' in time) {
				file.problems.add(line, at(request.startedAtPath), time.problem);
			} else if (isDuplicate(tally, request.id, time.ms)) tally.duplicates++;
			else {
				countIn(tally.timeForms, time.form);
				if (isCovered(time.ms, covered)) count(tally, request, time.ms);
				else tally.outside++;
			}
		}
	}
};

const refuseMixedZones = ({ timeForms }: ReadTrace, { zone }: ReadTraceOptions): void => {
	const naive = timeForms.get('text without a zone') ?? 0;
	const all = [...timeForms.values()].reduce((sum, each) => sum + each, 0);
	if (zone !== null || naive === 0 || naive === all) return;
	throw new BenchError(
		'E_CONFIG',
		`${naive.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} times name no zone and the others do; nothing was imported`,
		{ hint: 'Say the zone of those without one, such as --zone Z or --zone +02:00.' }
	);
};

/** Throws E_FILE, or E_CONFIG with the lines that are broken. */
export const readTrace = async (
	files: readonly string[],
	options: ReadTraceOptions
): Promise<ReadTrace> => {
	const tally = emptyTally(options.items, options.seed, options.mask);
	const formats = new Set<TraceFormatName>();
	// Shared by the files: the answers of a batch are in another file than its requests.
	const readers = new Map<TraceFormatName, TraceReader>();
	for (const file of files) {
		const before = countedIn(tally);
		const open: OpenFile = {
			format: null,
			readers,
			problems: createProblemList(file),
			isUnknown: false
		};
		for await (const record of readRecords(file)) {
			readRecord(tally, record, open, options);
			// The others of another kind of file would be as unknown.
			if (open.isUnknown && !options.skipBad) break;
		}
		const isEmpty = countedIn(tally) === before;
		if (isEmpty && open.problems.count === 0) {
			open.problems.add(null, '', 'there is no record in it');
		}
		if (!options.skipBad || isEmpty) {
			open.problems.throwIfAny(
				isEmpty
					? `Name its format with --format (${traceFormatNames.join(', ')}).`
					: 'Repair these lines, or leave them out with --skip-bad, which counts them.'
			);
		}
		tally.skipped += open.problems.count;
		if (open.format !== null) formats.add(open.format);
	}
	refuseMixedZones(tally, options);
	tally.formats = [...formats];
	return tally;
};

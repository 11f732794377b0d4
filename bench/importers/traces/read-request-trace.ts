/** Reads a trace of inference requests of any known format, line by line, and says of every line that is none what was expected. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import { maxOpenLoopRequests } from '#core/load-shape.ts';
import type { RequestTrace, TraceFormat } from '#core/request-trace.ts';
import { createProblemList, type ProblemList } from '../problem-list.ts';
import { readLines } from '../trace/read-lines.ts';
import { azure } from './azure.ts';
import { burstGpt } from './burst-gpt.ts';
import { mooncake } from './mooncake.ts';
import { ownLines } from './own-lines.ts';
import { TraceColumns } from './trace-columns.ts';
import { quoted, type TraceReader } from './trace-row.ts';

const readers: readonly TraceReader[] = [azure, burstGpt, mooncake, ownLines];

export interface TraceFileOptions {
	/** Absent: told from the first line. */
	format?: TraceFormat;
	/** Whether lines that are no request are passed over and counted. */
	skipBad?: boolean;
}

export interface TraceFile {
	trace: RequestTrace;
	/** SHA-256 of the bytes of the file, hex. */
	sha256: string;
}

const hashOfFile = async (file: string): Promise<string> => {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
	return hash.digest('hex');
};

const expectedFormats = readers
	.map(({ format, looksLike }) => `${format}: ${looksLike}`)
	.join('; or ');

const readerOf = (
	format: TraceFormat | undefined,
	firstLine: { line: number; text: string },
	problems: ProblemList
): TraceReader | null => {
	const reader = readers.find((each) =>
		format === undefined ? each.matches(firstLine.text) : each.format === format
	);
	if (reader) return reader;
	problems.add(
		firstLine.line,
		'',
		`${quoted(firstLine.text)} begins no trace that is known; expected ${expectedFormats}`
	);
	return null;
};

const hint =
	'Repair the file, pass over such lines with --skip-bad, or name the format with --trace-format.';

/** What a file holds so far. */
interface Gathered {
	columns: TraceColumns;
	format: TraceFormat | null;
	skipped: number;
}

const gather = async (
	file: string,
	{ format, skipBad = false }: TraceFileOptions,
	problems: ProblemList
): Promise<Gathered> => {
	const gathered: Gathered = { columns: new TraceColumns(), format: null, skipped: 0 };
	let read: ReturnType<TraceReader['open']>['read'] | null = null;
	const bad = (line: number, path: string, message: string): void => {
		if (skipBad) gathered.skipped++;
		else problems.add(line, path, message);
	};
	for await (const { line, text } of readLines(file)) {
		if (text === null) {
			bad(line, '', 'is not text in UTF-8');
			continue;
		}
		if (text.trim() === '') continue;
		if (read === null) {
			const reader = readerOf(format, { line, text }, problems);
			if (reader === null) return gathered;
			const opened = reader.open(text);
			for (const { path, message } of opened.problems) problems.add(line, path, message);
			if (opened.problems.length > 0) return gathered;
			gathered.format = reader.format;
			read = opened.read;
			if (!opened.firstLineIsRow) continue;
		}
		const result = read(text);
		if ('problem' in result) bad(line, result.problem.path, result.problem.message);
		else gathered.columns.add(result.row);
		if (gathered.columns.length > maxOpenLoopRequests) {
			problems.add(
				line,
				'',
				`is one request more than the ${maxOpenLoopRequests.toLocaleString('en-US')} that a trace may have`
			);
			return gathered;
		}
	}
	return gathered;
};

/**
 * The requests of a trace, sorted by their moments. Throws `E_FILE` where the file cannot be read, and `E_CONFIG` with every line that is no
 * request (unless these are to be skipped), for a file that is empty or has no requests, and for a header with columns that are missing
 * or unknown.
 */
export const readRequestTrace = async (
	file: string,
	options: TraceFileOptions = {}
): Promise<TraceFile> => {
	const problems = createProblemList(file);
	const { columns, format, skipped } = await gather(file, options, problems);
	problems.throwIfAny(hint);
	if (format === null) {
		problems.add(null, '', `is empty; expected ${expectedFormats}`);
	} else if (columns.length === 0) {
		problems.add(
			null,
			'',
			skipped === 0
				? 'has a header and no requests below it'
				: `has no requests: all ${skipped.toLocaleString('en-US')} lines were passed over`
		);
	}
	problems.throwIfAny('A trace has a line for each request.');
	if (format === null) {
		throw new BenchError('E_INTERNAL', `${file} was read without a format`);
	}
	return { trace: columns.build(format, skipped), sha256: await hashOfFile(file) };
};

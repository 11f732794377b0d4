import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError, renderProblem } from '#core/errors.ts';
import type { RequestTrace } from '#core/request-trace.ts';
import {
	readRequestTrace,
	type TraceFileOptions
} from '#bench/importers/traces/read-request-trace.ts';

let folder = '';
let files = 0;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bench-traces-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fileOf = async (content: string | Uint8Array): Promise<string> => {
	const file = join(folder, `trace-${String(++files)}`);
	await writeFile(file, content);
	return file;
};

const read = async (
	content: string | Uint8Array,
	options: TraceFileOptions = {}
): Promise<RequestTrace> => (await readRequestTrace(await fileOf(content), options)).trace;

/** The problems of a file that is refused, without the name of the file. */
const problemsOf = async (
	content: string | Uint8Array,
	options: TraceFileOptions = {}
): Promise<string[]> => {
	const file = await fileOf(content);
	try {
		await readRequestTrace(file, options);
	} catch (error) {
		if (!(error instanceof BenchError)) throw error;
		expect(error.code).toBe('E_CONFIG');
		expect(error.hint).not.toBeNull();
		return error.problems.map((problem) => {
			expect(problem.file).toBe(file);
			return renderProblem({ ...problem, file: 'F' });
		});
	}
	return [];
};

const plain = ({ atMs, inputTokens, outputTokens }: RequestTrace): number[][] =>
	Array.from(atMs, (at, i) => [at, inputTokens[i] as number, outputTokens[i] as number]);

const azureHeader = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const azure2023 = `${azureHeader}
2023-11-16 18:17:03.9799600,4808,10
2023-11-16 18:17:04.0319600,3180,8
2023-11-16 18:17:33.4590290,1555,19
`;
const burstHeader = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type';
const mooncakeLines = `{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 2353, 2354]}
{"timestamp": 30535, "input_length": 6472, "output_length": 26, "hash_ids": [46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 2366]}
`;

describe('a trace of requests', () => {
	it("is read from Azure's files of 2023, to the 100 ns that they write", async () => {
		const trace = await read(azure2023);
		expect(trace.format).toBe('azure');
		expect(trace).toMatchObject({ prefixes: null, sessions: null, items: null, outOfOrder: 0 });
		const [first, second, third] = plain(trace);
		expect(first).toEqual([0, 4808, 10]);
		expect(second?.[0]).toBeCloseTo(52, 9);
		expect(third?.[0]).toBeCloseTo(29_479.069, 9);
	});

	it("is read from Azure's files of 2024, whose moments name a zone and may have no fraction", async () => {
		const trace = await read(
			`${azureHeader}\n2024-05-10 00:00:00+00:00,2162,5\n2024-05-10 00:00:00.009930+00:00,2399,6\n`
		);
		expect(plain(trace)).toEqual([
			[0, 2162, 5],
			[9.93, 2399, 6]
		]);
	});

	it('is read from BurstGPT, with and without sessions; its failures are answers of no tokens', async () => {
		const trace = await read(
			`${burstHeader}\n5,ChatGPT,472,18,490,Conversation log\n45.25,GPT-4,1087,0,1087,API log\n`
		);
		expect(trace).toMatchObject({ format: 'burstgpt', sessions: null });
		expect(plain(trace)).toEqual([
			[0, 472, 18],
			[40_250, 1087, 0]
		]);
		const later = await read(
			'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n7,12,3.5,GPT-4,10,20,30,API log\n9,,1,GPT-4,11,21,32,API log\n'
		);
		expect(later.sessions).toEqual(['12', null]);
		expect(plain(later)).toEqual([
			[0, 10, 20],
			[2_000, 11, 21]
		]);
	});

	it('is read from Mooncake, with the blocks that prompts share', async () => {
		const trace = await read(mooncakeLines);
		expect(trace.format).toBe('mooncake');
		expect(plain(trace)).toEqual([
			[0, 6955, 52],
			[3_053, 6472, 26]
		]);
		expect(Array.from(trace.prefixes?.starts ?? [])).toEqual([0, 14, 27]);
		expect(trace.prefixes?.ids[12]).toBe(2353);
		expect(trace.prefixes?.ids[26]).toBe(2366);
	});

	it('is read from lines of our own, by milliseconds or by dates', async () => {
		const trace = await read(
			'{"atMs": 10.5, "inputTokens": 600, "outputTokens": 0, "prefix": [3], "session": "a", "item": "mail-7"}\n{"atMs": 11, "inputTokens": 1, "outputTokens": 1}\n'
		);
		expect(trace.format).toBe('bench');
		expect(plain(trace)).toEqual([
			[0, 600, 0],
			[0.5, 1, 1]
		]);
		expect(trace).toMatchObject({ sessions: ['a', null], items: ['mail-7', null] });
		expect(Array.from(trace.prefixes?.starts ?? [])).toEqual([0, 1, 1]);
		const dated = await read(
			'{"at": "2026-11-20T10:00:00.25Z", "inputTokens": 1, "outputTokens": 2}\n{"at": "2026-11-20T12:00:01+02:00", "inputTokens": 3, "outputTokens": 4}\n'
		);
		expect(plain(dated)).toEqual([
			[0, 1, 2],
			[750, 3, 4]
		]);
	});

	it('says the hash of its bytes, and is unpacked where it is packed', async () => {
		const packed = gzipSync(azure2023);
		const { trace, sha256 } = await readRequestTrace(await fileOf(packed));
		expect(trace.atMs).toHaveLength(3);
		expect(sha256).toBe(createHash('sha256').update(packed).digest('hex'));
	});

	it('is the same with the line ends of Windows, a byte order mark, blank lines, and no last line end', async () => {
		const expected = plain(await read(azure2023));
		for (const written of [
			azure2023.replaceAll('\n', '\r\n'),
			`\uFEFF${azure2023}`,
			`\n${azure2023}\n\n`,
			azure2023.trimEnd(),
			azure2023.replaceAll('4808', '"4808"')
		]) {
			expect(plain(await read(written))).toEqual(expected);
		}
	});

	it('is sorted by its moments where it is out of order, which is counted; equal moments keep their order', async () => {
		const trace = await read(
			'{"atMs": 5, "inputTokens": 1, "outputTokens": 1, "prefix": [9]}\n{"atMs": 2, "inputTokens": 2, "outputTokens": 1, "prefix": [7]}\n{"atMs": 2, "inputTokens": 3, "outputTokens": 1}\n{"atMs": 8, "inputTokens": 4, "outputTokens": 1, "prefix": [8]}\n'
		);
		expect(trace.outOfOrder).toBe(2);
		expect(plain(trace)).toEqual([
			[0, 2, 1],
			[0, 3, 1],
			[3, 1, 1],
			[6, 4, 1]
		]);
		expect(Array.from(trace.prefixes?.ids ?? [])).toEqual([7, 9, 8]);
		expect(Array.from(trace.prefixes?.starts ?? [])).toEqual([0, 1, 1, 2, 3]);
	});

	it('keeps its gaps: a pause of an hour is one', async () => {
		const trace = await read(`${burstHeader}\n0,m,1,1,2,API log\n3600,m,1,1,2,API log\n`);
		expect(Array.from(trace.atMs)).toEqual([0, 3_600_000]);
	});

	it('is the same whatever is written around what it says', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(1e6), fc.nat(5_000), fc.nat(500)), { minLength: 1, maxLength: 9 }),
				fc.constantFrom('\n', '\r\n'),
				async (rows, lineEnd) => {
					const sorted = rows.toSorted(([a], [b]) => a - b);
					const zero = sorted[0]?.[0] ?? 0;
					const expected = sorted.map(([at, i, o]) => [at - zero, i, o]);
					const csv = [
						azureHeader,
						...rows.map(
							([at, input, output]) =>
								`${new Date(1.7e12 + at).toISOString()},${String(input)},${String(output)}`
						)
					];
					const lines = rows.map(([timestamp, input_length, output_length]) =>
						JSON.stringify({ timestamp, input_length, output_length, hash_ids: [] })
					);
					expect(plain(await read(lines.join(lineEnd)))).toEqual(expected);
					for (const [i, [at, ...sizes]] of plain(await read(csv.join(lineEnd))).entries()) {
						expect(at).toBeCloseTo(expected[i]?.[0] as number, 9);
						expect(sizes).toEqual(expected[i]?.slice(1));
					}
				}
			),
			{ numRuns: 40 }
		);
	});
});

describe('a file that is no trace', () => {
	it.each([
		['2023-11-16 18:17:03.97,-1,10', 'F:2 column "ContextTokens": -1 is no length'],
		['2023-11-16 18:17:03.97,1.5,10', 'F:2 column "ContextTokens": 1.5 is no length'],
		['2023-11-16 18:17:03.97,,10', 'F:2 column "ContextTokens": "" is no length'],
		['2023-11-16 18:17:03.97,0x10,10', 'F:2 column "ContextTokens": "0x10" is no length'],
		['2023-11-16 18:17:03.97,5,NaN', 'F:2 column "GeneratedTokens": "NaN" is no length'],
		['2023-11-16 18:17:03.97,5', 'F:2: has 2 cells; expected 3'],
		['2023-11-16 18:17:03.97,5,6,7', 'F:2: has 4 cells; expected 3'],
		['yesterday,5,6', 'F:2 column "TIMESTAMP": "yesterday"; expected a date and time'],
		['2023-13-16 18:17:03,5,6', 'F:2 column "TIMESTAMP": "2023-13-16 18:17:03" is no time']
	])('is told by file, line and column: %s', async (line, expected) => {
		const problems = await problemsOf(`${azureHeader}\n${line}\n`);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(expected);
	});

	it.each([
		['{"timestamp": -1, "input_length": 1, "output_length": 1}', 'F:1 timestamp: -1 is no moment'],
		[
			'{"timestamp": 1, "input_length": 1.5, "output_length": 1}',
			'F:1 input_length: 1.5 is no length'
		],
		['{"timestamp": 1, "input_length": 1}', 'F:1 output_length: nothing is no length'],
		[
			'{"timestamp": 1, "input_length": 512, "output_length": 1, "hash_ids": [1, 2]}',
			'F:1 hash_ids: names 2 blocks of 512 tokens; 512 tokens have at most 1'
		],
		[
			'{"timestamp": 1, "input_length": 512, "output_length": 1, "hash_ids": [1.5]}',
			'F:1 hash_ids: [1.5]; expected a list of whole numbers'
		],
		[
			'{"timestamp": 1, "input_length": 512, "output_length": 1, "priority": 3}',
			'F:1 priority: is not known in this format; expected timestamp'
		],
		[
			'{"atMs": 1, "at": "2026-01-01T00:00:00Z", "inputTokens": 1, "outputTokens": 1}',
			'F:1 at: stands beside atMs'
		],
		['{"at": 5, "inputTokens": 1, "outputTokens": 1}', 'F:1 at: 5 is no moment'],
		['{"inputTokens": 1, "outputTokens": 1}', 'F:1 atMs: nothing is no moment'],
		['{"atMs": 1, "inputTokens": 1, "outputTokens": 1, "session": 4}', 'F:1 session: 4 is no name'],
		['{"atMs": 1, "inputTokens": 1, "outputTokens": 1}\n[1]', 'F:2: "[1]" is no JSON object'],
		[
			'{"atMs": 1, "inputTokens": 1, "outputTokens": 1}\n{"atMs": 1',
			'F:2: "{\\"atMs\\": 1" is no JSON object'
		],
		[
			`${burstHeader}\n-5,m,1,1,2,API log`,
			'F:2 column "Timestamp": "-5" is no moment; expected seconds from 0'
		],
		[`${burstHeader}\n5,m,1,-1,0,API log`, 'F:2 column "Response tokens": -1 is no length']
	])('is told by file, line and key: %s', async (content, expected) => {
		const problems = await problemsOf(content);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(expected);
	});

	it('is told where it is empty, has only a header, or begins as nothing that is known', async () => {
		expect(await problemsOf('')).toEqual([expect.stringContaining('F: is empty; expected azure')]);
		expect(await problemsOf('\n \n')).toEqual([expect.stringContaining('F: is empty')]);
		expect(await problemsOf(azureHeader)).toEqual(['F: has a header and no requests below it']);
		expect(await problemsOf('hello\nworld\n')).toEqual([
			expect.stringMatching(
				/^F:1: "hello" begins no trace that is known; expected azure: CSV with the header TIMESTAMP/u
			)
		]);
	});

	it('is told its columns that are unknown, missing or there twice', async () => {
		expect(await problemsOf(`${azureHeader},Model\n2023-11-16 18:17:03,1,1,x\n`)).toEqual([
			'F:1 column "Model": is not known in this format; expected TIMESTAMP,ContextTokens,GeneratedTokens'
		]);
		expect(
			await problemsOf('TIMESTAMP,ContextTokens,Generated\n2023-11-16 18:17:03,1,1\n')
		).toEqual([
			expect.stringContaining('F:1 column "GeneratedTokens": is missing in the header'),
			expect.stringContaining('F:1 column "Generated": is not known')
		]);
		expect(await problemsOf(`${azureHeader},ContextTokens\n`)).toEqual([
			'F:1 column "ContextTokens": stands in the header more than once'
		]);
	});

	it('is told by the format that was asked for, whatever it looks like', async () => {
		expect(await problemsOf(azure2023, { format: 'mooncake' })).toHaveLength(4);
		expect(await problemsOf(mooncakeLines, { format: 'azure' })).not.toHaveLength(0);
		expect((await read(azure2023, { format: 'azure' })).atMs).toHaveLength(3);
	});

	it('is read without its bad lines where that is asked for, and they are counted', async () => {
		const bytes = Buffer.concat([
			Buffer.from(`${azure2023}2023-11-16 18:17:40,-1,5\n`),
			Buffer.from([0xff, 0xfe, 0x0a]),
			Buffer.from('2023-11-16 18:17:41,7,5\n')
		]);
		expect(await problemsOf(bytes)).toEqual([
			expect.stringContaining('F:5 column "ContextTokens"'),
			'F:6: is not text in UTF-8'
		]);
		const trace = await read(bytes, { skipBad: true });
		expect(trace.skipped).toBe(2);
		expect(trace.atMs).toHaveLength(4);
		expect(await problemsOf(`${azureHeader}\nx,1,1\n`, { skipBad: true })).toEqual([
			'F: has no requests: all 1 lines were passed over'
		]);
	});

	it('is told where it cannot be read', async () => {
		await expect(readRequestTrace(join(folder, 'nowhere.csv'))).rejects.toMatchObject({
			code: 'E_FILE'
		});
	});
});

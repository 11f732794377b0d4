/**
 * Parquet files as other tools write them: those in `parquet/` are by PyArrow 26.0.1, packed with snappy, zstd (three row groups) and brotli, with
 * lists of structures, and one with an encrypted footer.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDataset, type ReadDatasetOptions } from '#bench/importers/dataset/read-dataset.ts';
import { isParquet, readParquetRows } from '#bench/importers/dataset/parquet-rows.ts';
import { createWorkplace } from '../../commands/support/bench-process.ts';

const file = (name: string): string =>
	fileURLToPath(new URL(`parquet/${name}.parquet`, import.meta.url));

const read = (name: string, options: Partial<ReadDatasetOptions> = {}) =>
	readDataset(name.includes('/') ? name : file(name), {
		...{ form: null, skipBad: false, inputs: [], reference: null },
		...options
	});

describe('rows of parquet', () => {
	it('are read from several row groups with lists, structures, times and bytes', async () => {
		const rows = await readParquetRows(file('questions-zstd'));
		expect(rows).toHaveLength(30);
		expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
		expect(rows[13]?.value).toEqual({
			question: 'Sum of 13 and 13? é',
			choices: ['13', '26'],
			answer: 26,
			answers: { text: ['26'], start: [0] },
			asked: '2026-11-20T10:13:00.000Z',
			// Bytes that are no text.
			blob: null
		});
		expect((await readParquetRows(file('questions-brotli')))[3]?.value).toEqual(
			expect.objectContaining({ question: 'Sum of 3 and 3? é', answer: 6 })
		);
	});

	it('are conversations where they hold messages', async () => {
		const { form, items, prompt } = await read('chat-snappy');
		expect(form).toBe('parquet');
		expect(prompt).toEqual({ system: 'Answer in one word.', user: '{{user}}' });
		expect(items.map(({ input, reference }) => [input['user'], reference])).toEqual([
			['Capital of France?', 'Paris'],
			['Capital of Italy?', 'Rome'],
			['Capital of Spain?', 'Madrid']
		]);
	});

	it('are questions with references by the columns that are named, also within others', async () => {
		const { items } = await read('questions-zstd', {
			inputs: ['question', 'choices'],
			reference: 'answers.text'
		});
		expect(items[2]).toEqual({
			line: 3,
			input: { question: 'Sum of 2 and 2? é', choices: '2\n4' },
			reference: '4'
		});
		await expect(read('questions-zstd', { reference: 'solution' })).rejects.toMatchObject({
			problems: [
				expect.objectContaining({
					message: expect.stringMatching(/no field is "solution"; there are question, /u) as string
				})
			]
		});
	});

	it('are told by the first bytes, whatever the file is called', async () => {
		using workplace = createWorkplace();
		copyFileSync(file('chat-snappy'), workplace.file('data.bin'));
		expect(await isParquet(workplace.file('data.bin'))).toBe(true);
		expect((await read(workplace.file('data.bin'))).items).toHaveLength(3);
		writeFileSync(workplace.file('text.parquet'), '{"q": "one", "answer": "two"}\n');
		expect(await isParquet(workplace.file('text.parquet'))).toBe(false);
		expect((await read(workplace.file('text.parquet'), { form: 'jsonl' })).form).toBe('jsonl');
	});

	it('that are encrypted, cut off or packed in an unknown way are refused with what to do', async () => {
		using workplace = createWorkplace();
		await expect(read('encrypted')).rejects.toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining('it is encrypted') as string
		});
		const bytes = readFileSync(file('questions-brotli'));
		const refusal = (changed: Buffer): Promise<unknown> => {
			writeFileSync(workplace.file('changed.parquet'), changed);
			return read(workplace.file('changed.parquet')).catch((error: unknown) => error);
		};
		expect(await refusal(bytes.subarray(0, 900))).toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining('its end is missing') as string
		});
		expect(await refusal(bytes.subarray(0, 6))).toMatchObject({ code: 'E_CONFIG' });
		// A page whose bytes are not what its codec wrote, and a footer that is none.
		const page = Buffer.from(bytes);
		page.fill(0xee, 40, 200);
		expect(await refusal(page)).toMatchObject({ code: 'E_CONFIG' });
		const footer = Buffer.from(bytes);
		footer.fill(0xee, bytes.length - 600, bytes.length - 8);
		expect(await refusal(footer)).toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining('cannot be read as parquet') as string
		});
	});
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readGgufHeader } from '#bench/endpoints/llama/gguf-header.ts';
import { BenchError } from '#core/errors.ts';
import { createFolder, place, smallGguf } from './model-fixture.ts';

let whole: Uint8Array;
beforeAll(() => {
	whole = smallGguf();
});

const headerOf = async (content: string | Uint8Array) => {
	const folder = await createFolder();
	onTestFinished(() => folder[Symbol.asyncDispose]());
	return readGgufHeader(await place(folder, 'model.gguf', content));
};

const withBytes = (offset: number, bytes: readonly number[]): Uint8Array => {
	const changed = whole.slice();
	changed.set(bytes, offset);
	return changed;
};

const problem = (message: RegExp) => ({ code: 'E_MODEL_FILE', exitCode: 2, message });

describe('the check of a model file', () => {
	it.each([
		['an empty file', () => '', /model\.gguf cannot be used as a model: it is empty/],
		['a few bytes', () => 'GGUF', /too short/],
		['another format', () => 'PK\u0003\u0004'.padEnd(100), /does not begin with the letters GGUF/],
		['a saved web page', () => '<!doctype html><title>Sign in</title>', /is a web page/],
		['an old version', () => withBytes(4, [1, 0, 0, 0]), /is GGUF version 1;/],
		['a big-endian file', () => withBytes(4, [0, 0, 0, 3]), /big-endian/],
		[
			'an absurd count',
			() => withBytes(8, [255, 255, 255, 255]),
			/damaged: it claims 4294967295 tensors/
		],
		['a file without weights', () => withBytes(8, [0, 0]), /holds no weights/],
		[
			'a cut file',
			() => whole.slice(0, -100),
			/it is cut off: it has \d+ bytes and its header promises \d+/
		],
		['a cut header', () => whole.slice(0, 2_000), /header is cut off/]
	])('refuses %s and names the file', async (_, content, message) => {
		const error: unknown = await headerOf(content()).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(BenchError);
		const { code, exitCode } = error as BenchError;
		expect({ code, exitCode, message: (error as BenchError).message }).toMatchObject({
			...problem(message),
			message: expect.stringMatching(message) as string
		});
	});

	it('refuses a folder and a file that does not exist', async () => {
		await using folder = await createFolder();
		await expect(readGgufHeader(folder.path)).rejects.toThrow(/it is a folder/);
		await expect(readGgufHeader(`${folder.path}/none.gguf`)).rejects.toThrow(
			/none\.gguf cannot be used as a model: there is no such file/
		);
	});

	it('refuses the file cut at any place', async () => {
		await using folder = await createFolder();
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 33 }), async (length) => {
				const path = await place(folder, 'cut.gguf', whole.subarray(0, length));
				await expect(readGgufHeader(path)).rejects.toMatchObject({ code: 'E_MODEL_FILE' });
			}),
			{ numRuns: 60 }
		);
	});

	it('never fails in another way, whatever bytes the header holds', async () => {
		await using folder = await createFolder();
		const damage = fc.array(
			fc.tuple(fc.integer({ min: 4, max: 20_000 }), fc.integer({ min: 0, max: 255 })),
			{ minLength: 1, maxLength: 8 }
		);
		await fc.assert(
			fc.asyncProperty(damage, async (changes) => {
				const damaged = whole.slice();
				for (const [offset, byte] of changes) damaged[offset] = byte;
				const path = await place(folder, 'damaged.gguf', damaged);
				const outcome: unknown = await readGgufHeader(path).catch((error: unknown) => error);
				if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'E_MODEL_FILE' });
				else expect(outcome).toMatchObject({ fileBytes: whole.length });
			}),
			{ numRuns: 100 }
		);
	});
});

import { describe, expect, it } from 'vitest';
import { writeGguf } from '#bench/endpoints/llama/gguf-writer.ts';
import { startLlamaEndpoint } from '#bench/endpoints/llama/llama-endpoint.ts';
import { loadLibrary } from '#bench/endpoints/llama/load-engine.ts';
import { createFolder, place, smallGguf } from './model-fixture.ts';

const settings = { threads: 1, slots: 1, contextTokens: 256 };

/** A well-formed file with one tensor, of an architecture of the given name. */
const strange = (architecture: string): Uint8Array =>
	writeGguf({ 'general.architecture': { type: 'string', value: architecture } }, [
		{ name: 'odd.weight', dimensions: [32], type: 'f32', data: new Uint8Array(128) }
	]);

describe('starting the embedded engine', () => {
	it.each(['llama', 'no-such-architecture'])(
		'passes on what the engine says about a whole file it cannot load (%s)',
		async (architecture) => {
			await using folder = await createFolder();
			const modelFile = await place(folder, 'strange.gguf', strange(architecture));
			await expect(startLlamaEndpoint({ modelFile, ...settings })).rejects.toMatchObject({
				code: 'E_MODEL_FILE',
				message: expect.stringMatching(
					/strange\.gguf cannot be used as a model: the engine says: \S/
				) as string
			});
		}
	);

	it('refuses a broken file before it starts the engine', async () => {
		await using folder = await createFolder();
		const modelFile = await place(folder, 'cut.gguf', smallGguf().slice(0, -1_000));
		await expect(startLlamaEndpoint({ modelFile, ...settings })).rejects.toMatchObject({
			code: 'E_MODEL_FILE',
			message: expect.stringContaining('cut.gguf') as string
		});
	});

	it('names the missing package and what works without it', async () => {
		const missing = 'node-llama-cpp-that-is-not-installed';
		await expect(
			loadLibrary(
				() => import(missing) as ReturnType<NonNullable<Parameters<typeof loadLibrary>[0]>>
			)
		).rejects.toMatchObject({
			code: 'E_CONFIG',
			hint: expect.stringMatching(
				/optional package node-llama-cpp .*Self-hosted and API targets work without it/
			) as string
		});
	});
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readGgufHeader } from '#bench/endpoints/llama/gguf-header.ts';
import { createRandomGguf, writeRandomGguf } from '#bench/endpoints/llama/random-gguf.ts';
import { createVocabulary } from '#bench/endpoints/llama/random-vocabulary.ts';
import { corpus, createFolder, smallGguf, smallShape } from './model-fixture.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a model file with random weights', () => {
	it('is the same byte for byte for the same seed, corpus and shape', () => {
		expect(digest(smallGguf())).toBe(digest(smallGguf()));
	});

	it('differs for another seed, another corpus and another shape', () => {
		const others = [
			smallGguf(),
			createRandomGguf({ seed: 2, corpus, shape: smallShape }),
			createRandomGguf({ seed: 1, corpus: corpus.slice(100), shape: smallShape }),
			smallGguf({ layers: 1 })
		];
		expect(new Set(others.map(digest)).size).toBe(others.length);
	});

	it('says in its header what it is', async () => {
		await using folder = await createFolder();
		const path = `${folder.path}/random.gguf`;
		await writeRandomGguf(path, { seed: 1, corpus, shape: smallShape });
		expect(await readGgufHeader(path)).toMatchObject({
			version: 3,
			architecture: 'llama',
			name: 'breakeven-random',
			contextTokens: 4_096,
			hasChatTemplate: true,
			tensorCount: 3 + 2 * 9
		});
	});
});

describe('a vocabulary made from a text', () => {
	it('has no piece twice, no more pieces than asked for, and one type and score for each', () => {
		const vocabulary = createVocabulary(corpus, 700);
		expect(new Set(vocabulary.pieces).size).toBe(vocabulary.pieces.length);
		expect(vocabulary.pieces.length).toBeLessThanOrEqual(700);
		expect(vocabulary.types).toHaveLength(vocabulary.pieces.length);
		expect(vocabulary.scores).toHaveLength(vocabulary.pieces.length);
	});

	it('holds the common words of the text whole', () => {
		const { pieces } = createVocabulary(corpus, 3_000);
		expect(pieces).toEqual(expect.arrayContaining(['▁the', '▁customer', '▁clerk', '▁order']));
	});

	it('works without any text, from bytes and characters alone', () => {
		expect(createVocabulary('', 3_000).pieces.length).toBeGreaterThan(256);
	});
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { exactWords } from '#bench/load/prompts/exact-words.ts';
import { tellingWords } from '#bench/load/prompts/prompt-words.ts';
import {
	encodingNames,
	encodingOfModel,
	openTokeniser,
	type Tokeniser
} from '#bench/load/prompts/tokeniser.ts';
import { tracePrompt } from '#bench/load/prompts/trace-prompts.ts';
import { wordList } from '#bench/load/prompts/word-list.ts';

const blockTokens = 512;
const exact = { tokensPerWord: 1, tokensPerRequest: 0 };
/** A byte-level tokenizer.json in the form of Hugging Face, made for this test: letters and the first 128 words of the list. */
const tokenizerFile = new URL('./word-tokenizer.json', import.meta.url).pathname;

/** A trace of these prompts: their lengths, and the blocks they begin with. */
const traceOf = (requests: readonly { tokens: number; ids?: readonly number[] }[]) => {
	const starts = new Uint32Array(requests.length + 1);
	const ids: number[] = [];
	for (const [i, request] of requests.entries()) {
		ids.push(...(request.ids ?? []));
		starts[i + 1] = ids.length;
	}
	return {
		inputTokens: Uint32Array.from(requests, ({ tokens }) => tokens),
		prefixes: { starts, ids: Float64Array.from(ids) }
	};
};

const sharedWords = (a: string, b: string): number => {
	const [left, right] = [a.split(' '), b.split(' ')];
	const at = left.findIndex((word, i) => word !== right[i]);
	return at < 0 ? left.length : at;
};

describe('the list of words', () => {
	it('holds natural words, no two equal', () => {
		expect(new Set(wordList).size).toBe(wordList.length);
		expect(wordList).toHaveLength(1_024);
		for (const word of wordList) expect(word).toMatch(/^[a-z]{3,}$/u);
	});
});

describe.each([...encodingNames, tokenizerFile])('a prompt for the tokeniser %s', (name) => {
	let tokeniser: Tokeniser;
	let vocabulary: string[];
	beforeAll(async () => {
		tokeniser = await openTokeniser(name);
		vocabulary = exactWords(tokeniser);
	});

	it('has exactly the tokens that were wanted, with and without shared blocks', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 3_000 }),
				fc.array(fc.nat(1e6), { maxLength: 6 }),
				fc.integer({ min: 0, max: 2 ** 31 }),
				(tokens, ids, seed) => {
					const prompt = tracePrompt(traceOf([{ tokens, ids }]), 0, { vocabulary, ...exact }, seed);
					expect(tokeniser.count(prompt)).toBe(tokens);
				}
			),
			{ numRuns: 60 }
		);
	});
});

describe('prompts of a trace', () => {
	const prompt = (
		requests: Parameters<typeof traceOf>[0],
		place: number,
		seed = 1,
		vocabulary: readonly string[] = wordList
	): string => tracePrompt(traceOf(requests), place, { vocabulary, ...exact }, seed);

	it('share leading text exactly as far as they share leading blocks', () => {
		const ids = fc.array(fc.nat({ max: 5 }), { minLength: 0, maxLength: 5 });
		const far = fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { maxLength: 3 });
		fc.assert(
			fc.property(
				fc.oneof(ids, far),
				fc.oneof(ids, far),
				fc.nat({ max: 700 }),
				fc.constantFrom(64, 65, 1_024),
				(a, b, own, words) => {
					const vocabulary = wordList.slice(0, words);
					const telling = tellingWords(vocabulary);
					const requests = [a, b].map((ids) => ({
						tokens: ids.length * blockTokens + telling + own,
						ids
					}));
					const differ = a.findIndex((id, i) => id !== b[i]);
					const shared = differ < 0 ? a.length : differ;
					const common = sharedWords(
						prompt(requests, 0, 7, vocabulary),
						prompt(requests, 1, 7, vocabulary)
					);
					expect(common).toBeGreaterThanOrEqual(shared * blockTokens);
					expect(common).toBeLessThan(shared * blockTokens + telling);
				}
			),
			{ numRuns: 200 }
		);
	});

	it('that share nothing differ from their first word on, neighbours at least', () => {
		const requests = Array.from({ length: 400 }, () => ({ tokens: 30 }));
		const first = new Set(requests.map((_, i) => prompt(requests, i).split(' ')[0]));
		expect(first.size).toBe(400);
	});

	it('of one seed are the same, of another one others behind the words that tell them apart', () => {
		const requests = [{ tokens: 600, ids: [46] }];
		expect(prompt(requests, 0, 3)).toBe(prompt(requests, 0, 3));
		expect(prompt(requests, 0, 3)).not.toBe(prompt(requests, 0, 4));
	});

	it('cut the last block where the prompt ends within it', () => {
		const requests = [
			{ tokens: 700, ids: [1, 2] },
			{ tokens: 1_024, ids: [1, 2] }
		];
		expect(prompt(requests, 1).startsWith(`${prompt(requests, 0)} `)).toBe(true);
	});

	it('are never empty, and take what every request has beyond them from their length', () => {
		expect(prompt([{ tokens: 0 }], 0)).not.toBe('');
		const text = tracePrompt(
			traceOf([{ tokens: 1_000 }]),
			0,
			{ vocabulary: wordList, tokensPerWord: 1.25, tokensPerRequest: 20 },
			1
		);
		expect(text.split(' ')).toHaveLength(784);
	});
});

describe('a tokeniser', () => {
	it.each([
		['gpt-4o-mini', 'o200k_base'],
		['openai/gpt-5-nano', 'o200k_base'],
		['o3', 'o200k_base'],
		['o4-mini', 'o200k_base'],
		['gpt-4.1', 'o200k_base'],
		['gpt-4-turbo', 'cl100k_base'],
		['gpt-3.5-turbo', 'cl100k_base'],
		['openai/gpt-oss-20b', 'o200k_harmony'],
		['qwen3-8b', null],
		['olmo-2', null]
	])('of the model %s is %s', (model, encoding) => {
		expect(encodingOfModel(model)).toBe(encoding);
	});

	it('that is no file or no tokenizer.json is told', async () => {
		await expect(openTokeniser('none.json')).rejects.toMatchObject({ code: 'E_FILE' });
		const text = new URL('./trace-prompts.test.ts', import.meta.url).pathname;
		expect(readFileSync(text, 'utf8')).not.toBe('');
		await expect(openTokeniser(text)).rejects.toMatchObject({ code: 'E_CONFIG' });
	});

	it('whose words are no single tokens is told, as no exact length can be written for it', () => {
		const characters = { name: 'characters', count: (text: string) => text.length };
		expect(() => exactWords(characters)).toThrow(BenchError);
		const merging = {
			name: 'merging',
			count: (text: string) => Math.min(2, text.split(' ').length)
		};
		expect(() => exactWords(merging)).toThrow(/cannot be written for merging/u);
	});
});

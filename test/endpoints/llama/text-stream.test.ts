import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextStream } from '#bench/endpoints/llama/text-stream.ts';

/** A tokenizer whose tokens are bytes: every character outside ASCII is spread over several. */
const detokenize = (bytes: readonly number[]): string =>
	new TextDecoder().decode(Uint8Array.from(bytes));

const run = (text: string, stop: readonly string[] = []): string[] => {
	const stream = new TextStream<number>({ detokenize, before: [], stop });
	const pieces: string[] = [];
	for (const byte of new TextEncoder().encode(text)) {
		pieces.push(stream.push(byte));
		if (stream.stopped) break;
	}
	pieces.push(stream.end());
	return pieces;
};

describe('text that comes token by token', () => {
	it('is sent one piece per token where nothing holds it back', () => {
		expect(run('abc')).toEqual(['a', 'b', 'c', '']);
	});

	it('keeps a character until its last byte is there', () => {
		expect(run('a€b')).toEqual(['a', '', '', '€', 'b', '']);
	});

	it('drops a last character that never became whole', () => {
		const stream = new TextStream<number>({ detokenize, before: [], stop: [] });
		expect([stream.push(0x61), stream.push(0xe2), stream.end()]).toEqual(['a', '', '']);
	});

	it('goes on after bytes that are no character', () => {
		const stream = new TextStream<number>({ detokenize, before: [], stop: [] });
		const pieces = [0xff, 0xff, 0xff, 0xff, 0x61].map((byte) => stream.push(byte));
		expect(pieces.join('')).toBe('\uFFFD\uFFFD\uFFFD\uFFFDa');
	});

	it('holds back what may become a stop string and sends it when it does not', () => {
		expect(run('xENx', ['END'])).toEqual(['x', '', '', 'ENx', '']);
	});

	it('ends before a stop string', () => {
		expect(run('one END two', ['END']).join('')).toBe('one ');
	});

	it('is whole and unchanged for every text that can be encoded', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				// A decoder drops a byte order mark at the beginning of what it is given.
				fc.pre(!text.includes('\uFEFF'));
				expect(run(text).join('')).toBe(text);
			})
		);
	});

	it('never shows any of a stop string and loses nothing before it', () => {
		const letters = fc.string({ unit: fc.constantFrom('a', 'b', '€') });
		fc.assert(
			fc.property(letters, letters, (text, stop) => {
				fc.pre(stop !== '');
				const index = text.indexOf(stop);
				expect(run(text, [stop]).join('')).toBe(index < 0 ? text : text.slice(0, index));
			})
		);
	});
});

/** Type and size of an image from its first bytes, and the tokens that it is expected to be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFactsOf } from '#core/image-facts.ts';
import { expectedImageTokens, mostImageTokens } from '#core/image-tokens.ts';
import { bytesOf, tinyImages } from './tiny-images.ts';

describe('the facts of an image', () => {
	it.each([
		['png', 'image/png'],
		['jpeg', 'image/jpeg'],
		['webp', 'image/webp'],
		['webpLossless', 'image/webp'],
		['webpAlpha', 'image/webp'],
		['gif', 'image/gif']
	] as const)('are those of a real %s', (name, mediaType) => {
		expect(imageFactsOf(bytesOf(tinyImages[name]))).toEqual({
			mediaType,
			widthPx: 7,
			heightPx: 5
		});
	});

	it('are unknown for anything else, and for a head that is cut', () => {
		expect(imageFactsOf(new TextEncoder().encode('<svg width="7" height="5"/>'))).toBeNull();
		for (const base64 of Object.values(tinyImages)) {
			const bytes = bytesOf(base64);
			for (let length = 0; length < 10; length++) {
				expect(imageFactsOf(bytes.subarray(0, length))).toBeNull();
			}
		}
	});

	it('never throw and never loop, whatever the bytes', () => {
		const heads = Object.values(tinyImages).map((base64) => bytesOf(base64));
		fc.assert(
			fc.property(
				fc.constantFrom(...heads),
				fc.nat({ max: 200 }),
				fc.uint8Array({ maxLength: 80 }),
				(head, kept, rest) => {
					const facts = imageFactsOf(Uint8Array.from([...head.subarray(0, kept), ...rest]));
					expect(facts === null || (facts.widthPx > 0 && facts.heightPx > 0)).toBe(true);
				}
			)
		);
	});
});

describe('the tokens of an image', () => {
	it('are expected to be one for 750 pixels', () => {
		expect(expectedImageTokens({ widthPx: 1_000, heightPx: 750 })).toBe(1_000);
		expect(expectedImageTokens({ widthPx: 1, heightPx: 1 })).toBe(1);
	});

	it.each([
		// One tile, as was measured with a picture of 128 × 64 px and GPT-4o mini: 8,512 with 12 of text.
		[128, 64, 8_500],
		[1_024, 1_024, 2_833 + 4 * 5_667],
		[2_048, 4_096, 2_833 + 6 * 5_667],
		// Fitted into 2,048 px, so that it is 2,048 × 1.
		[8_000, 1, 2_833 + 4 * 5_667]
	])('of %i × %i px are at most %i', (widthPx, heightPx, most) => {
		expect(mostImageTokens({ widthPx, heightPx })).toBe(most);
	});

	it('are never more than the most', () => {
		const side = fc.integer({ min: 1, max: 8_000 });
		fc.assert(
			fc.property(side, side, (widthPx, heightPx) => {
				const size = { widthPx, heightPx };
				expect(expectedImageTokens(size)).toBeLessThanOrEqual(mostImageTokens(size));
			})
		);
	});
});

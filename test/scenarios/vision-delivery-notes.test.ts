/** The photographs of delivery notes: kept files, their drawings and their references belong together. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { imageFactsOf } from '#core/image-facts.ts';
import { drawDeliveryNotes } from '../../scenarios/generate/vision-delivery-notes.ts';
import { renderDay } from '../../scenarios/generate/invoice-extraction/calendar.ts';
import { renderWeight } from '../../scenarios/generate/vision-delivery-notes/facts.ts';

const images = 'scenarios/vision-delivery-notes/images';
const drawn = JSON.parse(
	await readFile('scenarios/generate/vision-delivery-notes/drawn.json', 'utf8')
) as Record<string, { svgSha256: string; imageSha256: string }>;
const notes = drawDeliveryNotes();
const sha256 = (content: string | Buffer): string =>
	createHash('sha256').update(content).digest('hex');

/** Printed texts of a drawing, as a reader sees them, and what is written by hand, each as one. */
const textsOf = (svg: string): { printed: string[]; written: string[] } => {
	const unescaped = (text: string): string =>
		text
			.replaceAll('&quot;', '"')
			.replaceAll('&lt;', '<')
			.replaceAll('&gt;', '>')
			.replaceAll('&amp;', '&');
	const hands = [...svg.matchAll(/<g data-written="([^"]*)">(.*?)<\/g>/gu)];
	// What a hand wrote is what its glyphs say, not what the label claims.
	const written = hands.map(([, label = '', glyphs = '']) => {
		const text = [...glyphs.matchAll(/>([^<]+)<\/text>/gu)].map(([, glyph]) => glyph).join('');
		expect(text).toBe(label);
		return unescaped(text);
	});
	const print = hands.reduce((rest, [whole]) => rest.replace(whole, ''), svg);
	return {
		printed: [...print.matchAll(/>([^<]+)<\/text>/gu)].map(([, text = '']) => unescaped(text)),
		written
	};
};

describe('the photographs of delivery notes', () => {
	it('are those that were made from these drawings, and nothing else', async () => {
		const files = await readdir(images);
		expect(files.sort()).toEqual(notes.map(({ image }) => image).sort());
		for (const { image, photo } of notes) {
			const bytes = await readFile(`${images}/${image}`);
			// A change of the drawings has to be followed by draw.ts.
			expect(drawn[image], image).toEqual({
				svgSha256: sha256(photo.svg),
				imageSha256: sha256(bytes)
			});
			expect(imageFactsOf(bytes)).toEqual({
				mediaType: 'image/jpeg',
				widthPx: photo.width,
				heightPx: photo.height
			});
		}
	});

	it('stay small enough to be kept beside the code', async () => {
		const sizes = await Promise.all(
			notes.map(async ({ image }) => (await readFile(`${images}/${image}`)).length)
		);
		expect(Math.max(...sizes)).toBeLessThan(36_000);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
	});

	it('show every value of their reference, by hand what is written by hand', () => {
		for (const { facts, photo, item, image } of notes) {
			const { words } = facts;
			const { printed, written } = textsOf(photo.svg);
			const reference = item.reference as Record<string, string | number | null>;
			expect(printed, image).toContain(reference['supplier']);
			expect(printed, image).toContain(reference['noteNumber']);
			expect(printed, image).toContain(
				renderDay(String(reference['noteDate']), words.day, words.language)
			);
			expect(printed, image).toContain(
				`${renderWeight(Math.round(Number(reference['grossWeightKg']) * 10), words)} kg`
			);
			for (const { article, quantity } of facts.lines) {
				expect(printed, image).toContain(article);
				expect(printed, image).toContain(String(quantity));
			}
			expect(facts.lines, image).toHaveLength(Number(reference['lines']));
			const order = reference['orderNumber'];
			expect(printed.includes(words.yourOrder), image).toBe(order !== null);
			if (order !== null) expect(printed).toContain(order);

			const byHand = [
				...(reference['receivedDate'] === null
					? []
					: [renderDay(String(reference['receivedDate']), words.writtenDay, words.language)]),
				...(reference['correctedQuantity'] === null
					? []
					: [String(reference['correctedQuantity'])]),
				...(facts.packagesCorrected === null ? [] : [String(reference['packages'])])
			];
			expect([...written].sort(), image).toEqual(byHand.sort());
			if (facts.packagesCorrected === null) {
				expect(printed, image).toContain(String(reference['packages']));
			}
			expect(photo.svg.includes(words.received), image).toBe(reference['receivedDate'] !== null);
		}
	});

	it('correct a line to another number than the printed one, and never below zero', () => {
		for (const { facts } of notes) {
			for (const { quantity, corrected } of facts.lines) {
				if (corrected === null) continue;
				expect(corrected).not.toBe(quantity);
				expect(corrected).toBeGreaterThanOrEqual(0);
			}
			expect(facts.packagesCorrected).not.toBe(facts.packages);
		}
	});
});

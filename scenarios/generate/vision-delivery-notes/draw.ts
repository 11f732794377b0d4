/**
 * Makes the photographs: renders every drawing in Chromium and writes it to the folder `images/`, with a list of what was drawn from
 * what. `node scenarios/generate/vision-delivery-notes/draw.ts`; BENCH_TEST_BROWSER names a browser. Pixels differ between versions of
 * the browser, so the files that are kept are the truth, and the list says from which drawing each was made.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../test/e2e/support/find-browser.ts';
import { drawDeliveryNotes } from '../vision-delivery-notes.ts';

/** Small enough to be kept beside the code: quality is given up down to the least at which the print is still clear. */
const wantedBytes = 25_000;
const leastQuality = 24;

const faces = [
	['sans', 400, 'source-sans-3-400'],
	['sans', 700, 'source-sans-3-700'],
	['mono', 400, 'courier-prime-400'],
	['mono', 700, 'courier-prime-700'],
	['hand', 700, 'caveat-700']
] as const;

const fontFaces = faces
	.map(([family, weight, file]) => {
		const base64 = readFileSync(new URL(`fonts/${file}.woff2`, import.meta.url), 'base64');
		return `@font-face{font-family:${family};font-weight:${String(weight)};src:url(data:font/woff2;base64,${base64})}`;
	})
	.join('');

const sha256 = (content: string | Buffer): string =>
	createHash('sha256').update(content).digest('hex');

const images = new URL('../../vision-delivery-notes/images/', import.meta.url);
mkdirSync(images, { recursive: true });
const browser = await chromium.launch({
	executablePath: findBrowser(),
	args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
});
const drawn: Record<string, { svgSha256: string; imageSha256: string }> = {};
let bytesInAll = 0;
try {
	const page = await browser.newPage();
	await page.setContent(`<style>${fontFaces}body{margin:0}svg{display:block}</style><div></div>`);
	await page.evaluate(async (families) => {
		await Promise.all(
			families.map(([family, weight]) => document.fonts.load(`${String(weight)} 20px ${family}`))
		);
	}, faces);
	for (const { image, photo } of drawDeliveryNotes()) {
		await page.setViewportSize({ width: photo.width, height: Math.ceil(photo.height) });
		await page.locator('div').evaluate((element, svg) => {
			element.innerHTML = svg;
		}, photo.svg);
		let file: Buffer = Buffer.alloc(0);
		for (let quality = 64; quality >= leastQuality; quality -= 4) {
			file = await page.screenshot({ type: 'jpeg', quality });
			if (file.length <= wantedBytes) break;
		}
		writeFileSync(new URL(image, images), file);
		bytesInAll += file.length;
		drawn[image] = { svgSha256: sha256(photo.svg), imageSha256: sha256(file) };
	}
} finally {
	await browser.close();
}
writeFileSync(new URL('drawn.json', import.meta.url), `${JSON.stringify(drawn, null, '\t')}\n`);
process.stdout.write(`${String(Object.keys(drawn).length)} images, ${String(bytesInAll)} bytes\n`);

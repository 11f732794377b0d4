/** How long the page of a use case takes from a step of a slider to what is drawn, driven by the keys of a keyboard. */
import type { Browser } from 'playwright-core';
import { describe, type Distribution } from '#core/statistics/distribution.ts';

export interface SliderTimes {
	/** Label of the slider. */
	slider: string;
	/** Input event to the chart drawn, as the page itself measures it (`input-to-redraw`), ms; null where it does not. */
	redrawMs: Distribution | null;
	/** Input event to the frame after it, ms: with style, layout and the wait for the screen. */
	frameMs: Distribution;
}

const steps = 200;

/** Moves the slider named so, 200 times. Throws where the page has no such slider. */
export const sliderTimes = async (
	browser: Browser,
	url: string,
	label: RegExp
): Promise<SliderTimes> => {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const page = await context.newPage();
	await page.goto(url, { waitUntil: 'load' });
	await page.waitForSelector('#svelte-announcer', { state: 'attached' });
	const slider = page.getByRole('slider', { name: label }).first();
	const name = await slider.evaluate((element) =>
		((element as HTMLInputElement).labels?.[0]?.innerText ?? element.ariaLabel ?? '')
			.replaceAll(/\s+/gu, ' ')
			.trim()
	);
	await page.evaluate(() => {
		const frames: number[] = [];
		(globalThis as unknown as { frames: number[] }).frames = frames;
		const seen = (event: Event): void => {
			requestAnimationFrame(() => {
				const channel = new MessageChannel();
				channel.port1.onmessage = () => {
					frames.push(performance.now() - event.timeStamp);
				};
				channel.port2.postMessage(null);
			});
		};
		document.addEventListener('input', seen, { capture: true });
	});
	await slider.focus();
	for (let step = 0; step < steps; step++) {
		await page.keyboard.press(step % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
		await page.waitForFunction(
			(wanted) => (globalThis as unknown as { frames: number[] }).frames.length >= wanted,
			step + 1
		);
	}
	const { frames, redraws } = await page.evaluate(() => ({
		frames: (globalThis as unknown as { frames: number[] }).frames,
		redraws: performance.getEntriesByName('input-to-redraw').map(({ duration }) => duration)
	}));
	await context.close();
	return {
		slider: name,
		redrawMs: redraws.length === 0 ? null : describe(redraws),
		frameMs: describe(frames)
	};
};

/** What is looked at on a page, whatever it shows: what axe objects to (WCAG 2.0 to 2.2, A and AA), and what sticks out sideways. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

export const themes = ['light', 'dark'] as const;

/** All of WCAG, and the rules on which a colour has a say: between light and dark a page changes nothing else. */
const rulesOf: Record<(typeof themes)[number], axe.RunOnly> = {
	light: {
		type: 'tag',
		values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
	},
	dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
};

/**
 * What axe objects to: rule, element and why. The page keeps axe once it has it: half a megabyte of script is read once a visit, not for
 * every look. Without a theme by all rules that axe has, its best practices included.
 */
export const violationsOf = async (
	page: Page,
	theme?: (typeof themes)[number]
): Promise<string[]> => {
	if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
	const { violations } = await page.evaluate(
		(options) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, options),
		{
			resultTypes: ['violations' as const],
			// Style sheets are read anew for one rule alone, an experimental one that is not asked for.
			preload: false,
			...(theme && { runOnly: rulesOf[theme] })
		}
	);
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(
			({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`
		)
	);
};

/** Elements that reach beyond the window, outermost first; empty where the document is not too wide. */
export const overflowOf = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		if (scrollWidth <= clientWidth) return [];
		const scrolls = (element: Element | null): boolean =>
			element !== null &&
			element !== document.body &&
			(getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
		const beyond = [...document.querySelectorAll('body *')]
			.filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
			.filter((element) => !scrolls(element))
			.slice(0, 5)
			.map((element) => `${element.tagName.toLowerCase()}: ${element.textContent.slice(0, 60)}`);
		return [`the document is ${String(scrollWidth)} px wide`, ...beyond];
	});

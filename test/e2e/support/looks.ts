/** What is looked at on a page, whatever it shows: what axe objects to (WCAG 2.0 to 2.2, A and AA), and what sticks out sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export const themes = ['light', 'dark'] as const;

const allRules = {
	type: 'tag' as const,
	values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
};
/** The rules on which a colour has a say: between light and dark a page changes nothing else. */
const colourRules = { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] };
const rulesOf = { light: allRules, dark: colourRules };

/** What axe objects to: rule, element and why. */
export const violationsOf = async (
	page: Page,
	theme: (typeof themes)[number]
): Promise<string[]> => {
	// The other mode opens a page of its own for every look, for frames of other sites, of which there are none here.
	const { violations } = await new AxeBuilder({ page })
		.setLegacyMode()
		.options({ runOnly: rulesOf[theme], resultTypes: ['violations'] })
		.analyze();
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

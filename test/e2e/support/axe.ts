/** What axe objects to on a page that is open. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** All of WCAG 2.0 to 2.2, A and AA. */
export const allRules: axe.RunOnly = {
	type: 'tag',
	values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
};

/** The rules on which a colour has a say: between light and dark a page changes nothing else. */
export const colourRules: axe.RunOnly = {
	type: 'rule',
	values: ['color-contrast', 'link-in-text-block']
};

/**
 * Rule, element and why, of each objection. The page keeps axe once it has it: half a megabyte of script is read once a visit, not
 * for every look.
 */
export const violationsOf = async (page: Page, rules?: axe.RunOnly): Promise<string[]> => {
	if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
	const { violations } = await page.evaluate(
		(options) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, options),
		// Style sheets are read anew for one rule alone, an experimental one that is not asked for.
		{ resultTypes: ['violations' as const], preload: false, ...(rules && { runOnly: rules }) }
	);
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(
			({ target, failureSummary, html }) =>
				`${id} at ${target.join(' ')}: ${failureSummary ?? ''} ${html}`
		)
	);
};

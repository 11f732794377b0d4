/** An engineer reads answers side by side and says what the grader got wrong: thumbs and comments under a name. */
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { siteContent } from './support/site-content.ts';

const browser = useBrowser();
let path = '';

beforeAll(async () => {
	const { runIds } = await siteContent(inject('siteDatabase'));
	path = `/runs/${runIds.at(-1) ?? ''}/answers`;
});

describe('answers side by side', () => {
	it('asks at the answer for a name before it stores a thumb, and stores it then', async () => {
		const { page, errors } = await browser.open(path);
		const answer = page.locator('article').first();
		const up = answer.getByRole('button', { name: /^▲ Up/u });
		await up.click();
		await answer.getByText('Under which name?').waitFor();
		await page.keyboard.type('Bo Reviewer');
		await page.keyboard.press('Enter');
		await answer.getByText('Stored.').waitFor();
		expect(await page.getByLabel('Your name, for thumbs').inputValue()).toBe('Bo Reviewer');
		await up.click();
		await page.getByText('Nobody has given a thumb yet').waitFor();
		expect(errors).toEqual([]);
	});

	it('stores a thumb and a comment, counts the thumb against the grader, and takes it back', async () => {
		const { page, errors } = await browser.open(path);
		await page.getByText('Nobody has given a thumb yet').waitFor();
		await page.getByLabel('Your name').fill('Ada Engineer');
		const answer = page.locator('article').first();
		const isRight = (await answer.getByText('right', { exact: true }).count()) === 1;
		const up = answer.getByRole('button', { name: /^▲ Up/u });
		await up.click();
		const sentence = page.getByText('People and the grader agree in');
		await sentence.waitFor();
		expect(await sentence.innerText()).toContain(
			isRight
				? 'agree in 1 of 1 thumb (100 %) about 1 answer: 1 up and right'
				: '1 up but graded wrong'
		);

		await answer.locator('summary', { hasText: 'Comment' }).click();
		await answer.getByLabel(/^Comment:/u).fill('<b>names the wrong queue</b>');
		await answer.getByRole('button', { name: 'Store' }).click();
		await answer.getByText('Stored.').waitFor();

		// Another reader sees both, as text.
		const other = await browser.open(path);
		const seen = other.page.locator('article').first();
		expect(await seen.locator('li').first().innerText()).toMatch(
			/^Ada Engineer ▲ up: <b>names the wrong queue<\/b>/u
		);

		await up.click();
		await page.getByText('Nobody has given a thumb yet').waitFor();
		expect([...errors, ...other.errors]).toEqual([]);
	});
});

/** A real run, stored while a browser has its page open: the page follows it without being loaded again. */
import { execFile, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { startSite } from './support/global-setup.ts';

const run = promisify(execFile);

const config = `
name: followed
seed: 1
maxSpendUsd: 2
scenarios: [{ use: ${resolve('scenarios/support-triage')} }]
targets:
  - kind: emulated
    id: emulated-steady
    protocol: openai-chat
    model: emulated
    quality: 0.9
    performance: { prefillTokensPerS: 20000, decodeStepMs: 2, slots: 4 }
    price: { kind: per-token, inputUsdPerMtok: 1, outputUsdPerMtok: 4, source: made up, checkedOn: 2026-11-20 }
loads:
  - { kind: constant, ratePerS: 8, durationS: 12 }
  - { kind: constant, ratePerS: 8, durationS: 12 }
`;

interface ListedRuns {
	runs: { id: string; name: string; state: string }[];
}

describe('the page of a run in progress', () => {
	// Of its own: the newest run decides what the other tests see.
	let folder: string;
	let database: string;
	let site: { url: string; child: ChildProcess };
	const browser = useBrowser(() => site.url);
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'bench-live-'));
		database = `file:${join(folder, 'live.db')}`;
		// A database in which nothing is stored yet: one that is named must be there.
		await writeFile(join(folder, 'live.db'), '');
		site = await startSite(['--db', database]);
	});
	afterAll(async () => {
		site.child.removeAllListeners('exit');
		site.child.kill('SIGTERM');
		await rm(folder, { recursive: true, force: true });
	});

	it('counts attempts, shows a stage that has ended, and the end, without a reload', async () => {
		const file = join(folder, 'bench.yaml');
		await writeFile(file, config);
		const exitCode = run(process.execPath, ['bench/bench.js', 'run', file, '--db', database]).then(
			() => 0,
			(error: unknown) => (error as { code: number }).code
		);
		const runId = await vi.waitFor(
			async () => {
				const answer = await fetch(`${site.url}/api/runs?state=running&text=followed`);
				const [found] = ((await answer.json()) as ListedRuns).runs;
				if (!found) throw new Error('the run has not begun');
				return found.id;
			},
			{ timeout: 120_000, interval: 100 }
		);
		const { page, errors } = await browser.open(`/runs/${runId}`);
		await page.evaluate(() => {
			document.body.dataset['kept'] = 'yes';
		});
		const card = page.getByRole('region', { name: 'In progress' });
		const attempts = async (): Promise<number> =>
			Number(await card.locator('[data-live="attempts"]').innerText());
		const first = await attempts();
		await expect.poll(attempts).toBeGreaterThan(first);
		await expect.poll(() => card.getByRole('status').innerText()).toContain('1 stage ended');
		await card.waitFor({ state: 'detached' });
		expect(errors).toStrictEqual([]);
		expect(await page.locator('h1 + *').innerText()).toBe('complete');
		expect(await page.locator('body').getAttribute('data-kept')).toBe('yes');
		// 4: on a busy machine no stage can be trusted, and everything is stored all the same.
		expect([0, 4]).toContain(await exitCode);
		expect(errors).toStrictEqual([]);
	});
});

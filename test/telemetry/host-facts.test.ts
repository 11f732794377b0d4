import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostFactsSchema } from '#core/run.ts';
import { benchVersion, readHostFacts } from '#bench/telemetry/host-facts.ts';

describe('the facts about machine and program', () => {
	it('are complete, and what is stored with a run', async () => {
		const facts = await readHostFacts();
		expect(hostFactsSchema.parse(facts)).toEqual(facts);
		expect(facts).toMatchObject({ nodeVersion: process.versions.node, platform: process.platform });
		expect(facts.cpuModel).not.toBe('');
	});

	it('name the version of the package', () => {
		const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
		expect(benchVersion()).toBe((JSON.parse(text) as { version: string }).version);
	});

	it('name the commit of the checkout, and say whether files differ from it', async ({ skip }) => {
		const root = new URL('../../', import.meta.url).pathname;
		const git = (...args: string[]): string =>
			execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
		let prefix: string;
		try {
			prefix = git('rev-parse', '--show-prefix');
		} catch {
			skip('this is no checkout, or git is not there');
			return;
		}
		const { gitCommit } = await readHostFacts();
		if (prefix !== '') expect(gitCommit).toBeNull();
		else expect(gitCommit).toMatch(/^[0-9a-f]{12,}(\+changes)?$/);
	});
});

/** Who runs a command about accounts. */
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commandUser } from '#bench/commands/account/with-accounts.ts';

const execute = promisify(execFile);
const loader = fileURLToPath(new URL('../../../bench/resolve-drizzle.js', import.meta.url));
const module = new URL('../../../bench/commands/account/with-accounts.ts', import.meta.url).href;

describe('whoever runs a command', () => {
	it('is called by their name', () => {
		expect(commandUser()).toBe(userInfo().username);
	});

	// Only root may start a process as somebody else.
	it.runIf(process.getuid?.() === 0)('is called by their number where they have none', async () => {
		const print = `const { commandUser } = await import(${JSON.stringify(module)}); console.log(commandUser());`;
		const { stdout } = await execute(
			process.execPath,
			['--import', loader, '--input-type=module', '-e', print],
			{ uid: 54_321, gid: 54_321, env: {} }
		);
		expect(stdout.trim()).toBe('uid 54321');
	});
});

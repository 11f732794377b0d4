import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// For the worker threads that tests start, as the command line does for its own: they compile once for all tests.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

const shared = {
	expect: { requireAssertions: true, poll: { timeout: 60_000 } },
	// As the command line itself: half of the time in which a file of tests that reads a database starts.
	execArgv: ['--import', new URL('bench/resolve-drizzle.js', import.meta.url).href],
	// They only end what hangs: no test shows by them how fast something is, and a machine may be busy with other work.
	testTimeout: 180_000,
	hookTimeout: 180_000
};

const testsOf = (parts: readonly string[]): string[] =>
	parts.map((part) => `test/${part}/**/*.test.ts`);

/** Tests that start no process and time nothing, and put back what they set. */
const pure = testsOf(['core', 'economics', 'importers', 'protocols', 'report', 'web']);
/** Tests with files of their own that put back what they set, but for whole commands and what is timed. */
const files = testsOf(['cases', 'db', 'graders', 'scenarios']);

export default defineConfig({
	test: {
		// Two more than the cores of the smallest machine: most tests of the command line wait for a server or a clock.
		maxWorkers: 4,
		projects: [
			{
				test: {
					...shared,
					name: 'pure',
					// Two hundred files that share nothing but code: a worker of its own for each takes longer than its tests.
					isolate: false,
					include: pure
				}
			},
			{
				test: {
					...shared,
					name: 'files',
					isolate: false,
					include: files
				}
			},
			{
				test: {
					...shared,
					name: 'unit',
					globalSetup: ['test/commands/support/bundle-bench.ts'],
					include: ['test/**/*.test.ts'],
					exclude: ['test/e2e/**', ...pure, ...files]
				}
			},
			{
				test: {
					...shared,
					name: 'e2e',
					include: ['test/e2e/**/*.test.ts'],
					globalSetup: ['test/e2e/support/global-setup.ts']
				}
			}
		]
	}
});

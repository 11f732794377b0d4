import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// For the worker threads that tests start, as the command line does for its own: they compile once for all tests.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

const shared = {
	expect: { requireAssertions: true },
	// As the command line itself: half of the time in which a file of tests that reads a database starts.
	execArgv: ['--import', new URL('bench/resolve-drizzle.js', import.meta.url).href],
	testTimeout: 20_000,
	hookTimeout: 30_000
};

/** Tests that start no process and time nothing, and put back what they set. */
const pure = ['core', 'economics', 'importers', 'protocols', 'report', 'web'].map(
	(part) => `test/${part}/**/*.test.ts`
);

export default defineConfig({
	test: {
		// One more than the two cores of the smallest machine: most tests of the command line wait for a server or a clock.
		maxWorkers: 3,
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
					name: 'unit',
					globalSetup: ['test/commands/support/bundle-bench.ts'],
					include: ['test/**/*.test.ts'],
					exclude: ['test/e2e/**', ...pure]
				}
			},
			{
				test: {
					...shared,
					name: 'e2e',
					// One site and one database for all of them, after everything else: one file at a time.
					maxWorkers: 1,
					sequence: { groupOrder: 1 },
					include: ['test/e2e/**/*.test.ts'],
					globalSetup: ['test/e2e/support/global-setup.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000
				}
			}
		]
	}
});

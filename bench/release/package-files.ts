/** Which files of a checkout an installed package needs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BenchError, errorMessage } from '#core/errors.ts';

const run = promisify(execFile);

/** What the command reads when it runs, from the root of the project. */
const carried =
	/^(bench|db|scenarios)\/|^web\/(screenshots|operate)\/|^(README|CONTRIBUTING)\.md$|^LICENSE$/u;

/** What only makes something that is carried. */
const leftBehind = /^(bench\/release|scenarios\/generate|scenarios\/model\/train)\//u;

/** Whether a file of a checkout is part of the package. */
export const isCarried = (file: string): boolean => carried.test(file) && !leftBehind.test(file);

/**
 * Files of the package as they lie in a checkout, sorted, from its root. Git is asked, so that nothing that it ignores (databases,
 * caches, keys) is published by accident. Throws E_USAGE outside of a checkout.
 */
export const packageFiles = async (projectRoot: string): Promise<string[]> => {
	const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
	try {
		const options = { cwd: projectRoot, maxBuffer: 16 * 1_048_576 };
		const { stdout } = await run('git', args, options);
		return stdout.split('\0').filter(isCarried).sort();
	} catch (cause) {
		throw new BenchError(
			'E_USAGE',
			`the files of the package are not known: ${errorMessage(cause)}`,
			{
				hint: 'Pack from a git checkout, with git installed.',
				cause
			}
		);
	}
};

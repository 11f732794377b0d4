/** Finds a Chromium for the tests of the site, or installs Debian's package where that is allowed. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** First the one without windows: it draws pages by the same engine, for half of the processor time. */
const names = [
	'chromium-headless-shell',
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable'
];

const inPath = (): string | null => {
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	for (const name of names) {
		for (const folder of folders) {
			const path = join(folder, name);
			if (existsSync(path)) return path;
		}
	}
	return null;
};

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Path of a browser. Throws with one line that says what to install where there is none. */
export const findBrowser = (): string => {
	const chosen = process.env['BENCH_TEST_BROWSER'];
	if (chosen !== undefined) return chosen;
	const found = inPath();
	if (found !== null) return found;
	if (canInstall()) {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
		execFileSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], {
			env,
			stdio: 'ignore'
		});
		const installed = inPath();
		if (installed !== null) return installed;
	}
	throw new Error(
		'the tests of the site need Chromium: install it (Debian: apt-get install chromium), or name one in BENCH_TEST_BROWSER'
	);
};

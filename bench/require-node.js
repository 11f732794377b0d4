/**
 * Refuses to go on under a Node that is too old, before anything modern is loaded: plain JavaScript that any Node can read.
 * A silent fall-back half works, which is worse than not at all.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Oldest Node that runs what lies here, such as `24` or `22.18`: a checkout needs a newer one than an installed package. */
export const minimumNode = JSON.parse(
	readFileSync(new URL('../package.json', import.meta.url), 'utf8')
).engines.node.replace('>=', '');

const [minimumMajor, minimumMinor = 0] = minimumNode.split('.').map(Number);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < minimumMajor || (major === minimumMajor && minor < minimumMinor)) {
	const isCheckout = existsSync(new URL('../vite.config.ts', import.meta.url));
	process.stderr.write(
		`breakeven needs Node ${minimumNode} or later; this is Node ${process.versions.node}.\n` +
			(isCheckout
				? 'On Linux `npm ci` brings Node 24 along: use `npx bench …` or `npm run …`, which find it.\n' +
					'Elsewhere install Node 24 and try again.\n'
				: 'Install a newer one and try again.\n')
	);
	process.exit(2);
}

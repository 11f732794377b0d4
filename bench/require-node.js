/**
 * Refuses to go on under a Node that is too old, before anything modern is loaded: plain JavaScript that any Node can read.
 * A silent fall-back half works, which is worse than not at all.
 */
export const minimumNodeMajor = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < minimumNodeMajor) {
	process.stderr.write(
		`breakeven needs Node ${minimumNodeMajor} or later; this is Node ${process.versions.node}.\n` +
			'On Linux `npm ci` brings Node 24 along: use `npx bench …` or `npm run …`, which find it.\n' +
			'Elsewhere install Node 24 and try again.\n'
	);
	process.exit(2);
}

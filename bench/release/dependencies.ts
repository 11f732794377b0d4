/** `npm run licences` and `npm run sbom`: what the lockfile tells of the dependencies, on stdout. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './make-package.ts';
import { licenceRows, renderLicences } from './licences.ts';
import { installedOf, lockfileSchema } from './lockfile.ts';
import { sbomOf } from './sbom.ts';

const text = await readFile(join(projectRoot, 'package-lock.json'), 'utf8');
const installed = installedOf(lockfileSchema.parse(JSON.parse(text)));

// The reader of a pipe may have seen enough.
process.stdout.on('error', () => undefined);

if (process.argv[2] === 'sbom') {
	process.stdout.write(`${JSON.stringify(sbomOf(installed), null, '\t')}\n`);
} else {
	const rows = licenceRows(installed);
	process.stdout.write(renderLicences(rows));
	const bad = rows.filter(({ problem }) => problem !== null);
	for (const { name, version, problem } of bad) {
		process.stderr.write(`error: ${name} ${version}: ${problem ?? ''}\n`);
	}
	if (bad.length > 0) process.exitCode = 3;
	else
		process.stderr.write(
			`${String(rows.length)} packages, all under licences that allow their use\n`
		);
}

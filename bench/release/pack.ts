/** `npm run pack`: the package as one file, `dist/breakeven-VERSION.tgz`, and as a folder, `dist/package`. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { makePackage, projectRoot } from './make-package.ts';

const dist = join(projectRoot, 'dist');
const folder = join(dist, 'package');

const note = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

await makePackage(folder, note);
execFileSync('npm', ['pack', folder, '--pack-destination', dist, '--ignore-scripts', '--silent'], {
	stdio: ['ignore', 'inherit', 'inherit']
});

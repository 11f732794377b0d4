/** Lays out the package in a folder: the sources as JavaScript, the built site, the data, a manifest of its own. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildReport } from '#bench/commands/report/build-report.ts';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { builtModule, builtName } from './built-module.ts';
import { packageFiles } from './package-files.ts';
import { checkoutManifestSchema, packageManifest } from './package-manifest.ts';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

const readJson = async (file: string): Promise<unknown> =>
	JSON.parse(await readFile(join(projectRoot, file), 'utf8')) as unknown;

const json = (value: unknown): string => `${JSON.stringify(value, null, '\t')}\n`;

/** What only who builds reads: the note of what it was built from, Vite's own lists, and maps back to the sources. */
const isForBuilders = /\/sources\.txt$|\/\.vite(\/|$)|\.map$/u;

/** A built folder as it is served. */
const copyBuilt = async (name: string, folder: string): Promise<void> => {
	await cp(join(projectRoot, name), join(folder, name), {
		recursive: true,
		filter: (source) => !isForBuilders.test(source)
	});
};

/** Empties `folder` and writes the package into it; `note` gets progress, a line at a time. */
export const makePackage = async (folder: string, note: (text: string) => void): Promise<void> => {
	await buildSite({ force: false, note });
	await buildReport({ force: false, note });
	const [files, packageJson] = await Promise.all([
		packageFiles(projectRoot),
		readJson('package.json').then((value) => checkoutManifestSchema.parse(value))
	]);
	await rm(folder, { recursive: true, force: true });
	const modules = new Set(files.filter((file) => file.endsWith('.ts')));
	const isModule = (file: string): boolean => modules.has(file);
	for (const file of files) {
		const to = join(folder, builtName(file));
		await mkdir(dirname(to), { recursive: true });
		if (isModule(file) || /^bench\/.*\.js$/u.test(file)) {
			await writeFile(
				to,
				builtModule(await readFile(join(projectRoot, file), 'utf8'), file, isModule)
			);
		} else await cp(join(projectRoot, file), to);
	}
	await cp(join(projectRoot, 'bench/release/CHANGELOG.md'), join(folder, 'CHANGELOG.md'));
	await copyBuilt('build', folder);
	await copyBuilt('build-report', folder);
	await writeFile(join(folder, 'package.json'), json(packageManifest(packageJson)));
};

/** The dashboard as Vite and SvelteKit build it. */
import { buildOnce, builtFile, type Build, type BuildOptions } from '../build/build-once.ts';

const siteBuild: Build = {
	name: 'the site',
	folder: 'build',
	entry: 'handler.js',
	calls: [[]],
	sources: ['vite.config.ts']
};

/** The module that answers requests, once the site is built. */
export const builtHandler = builtFile(siteBuild);

/** Builds the site if need be; see `buildOnce`. */
export const buildSite = (options: BuildOptions): Promise<void> => buildOnce(siteBuild, options);

/**
 * Builds what `bench report` puts a report in a file together from: one script with one style sheet (client), and the module that
 * renders the text of the file (`--ssr`).
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { projectCodeStaysOutside } from './web/project-code-stays-outside.ts';

export default defineConfig(({ isSsrBuild }) => ({
	plugins: [projectCodeStaysOutside, svelte({ configFile: false })],
	publicDir: false,
	// What only builds is not there where the package is installed.
	ssr: { noExternal: true, external: Object.keys(packageJson.dependencies) },
	build: {
		outDir: isSsrBuild ? 'build-report/server' : 'build-report/client',
		// It is read from one file, whatever it holds.
		chunkSizeWarningLimit: 1_000,
		cssCodeSplit: false,
		rolldownOptions: isSsrBuild
			? { output: { entryFileNames: 'render.js' } }
			: {
					input: 'web/report/client.ts',
					output: {
						format: 'iife',
						entryFileNames: 'report.js',
						assetFileNames: 'report[extname]'
					}
				}
	}
}));

import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { projectCodeStaysOutside } from './web/project-code-stays-outside.ts';

export default defineConfig({
	// Reading a property does nothing else here, and chart.js keeps scales that no chart uses where it might.
	build: { rolldownOptions: { treeshake: { propertyReadSideEffects: false } } },
	plugins: [
		projectCodeStaysOutside,
		sveltekit({
			adapter: adapter({ envPrefix: 'BENCH_WEB_' }),
			// One package without workspaces, so the sources of the site are a folder; no other option says so.
			// eslint-disable-next-line @typescript-eslint/no-deprecated
			files: { src: 'web', assets: 'web/static' },
			csp: {
				mode: 'nonce',
				directives: {
					'default-src': ['self'],
					'script-src': ['self'],
					'style-src': ['self'],
					'style-src-attr': ['unsafe-inline'],
					'img-src': ['self', 'data:', 'blob:'],
					'connect-src': ['self'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			}
		})
	]
});

import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/**
 * The built server loads `#bench/…`, `#core/…` and `#db/…` as Node does everywhere else, instead of copies of them: workers and
 * data files are found beside their code, and `bench serve` and the site share one module each.
 */
const projectCodeStaysOutside: Plugin = {
	name: 'project-code-stays-outside',
	apply: 'build',
	enforce: 'pre',
	resolveId(id) {
		const isServer = this.environment.config.consumer === 'server';
		return isServer && /^#(bench|core|db)\//.test(id) ? { id, external: true } : null;
	}
};

export default defineConfig({
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

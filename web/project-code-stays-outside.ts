import type { Plugin } from 'vite';

/**
 * What is built for the server loads `#bench/…`, `#core/…` and `#db/…` as Node does everywhere else, instead of copies of them:
 * workers and data files are found beside their code, and the commands and the site share one module each.
 */
export const projectCodeStaysOutside: Plugin = {
	name: 'project-code-stays-outside',
	apply: 'build',
	enforce: 'pre',
	resolveId(id) {
		const isServer = this.environment.config.consumer === 'server';
		return isServer && /^#(bench|core|db)\//.test(id) ? { id, external: true } : null;
	}
};

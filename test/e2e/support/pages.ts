/**
 * The pages of the site that are looked at as a whole: at least one path for each route, over the data of the demo. A route
 * without a path here fails test/e2e/accessibility.test.ts.
 */
import { readdirSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { attemptPath, stagePath } from '#lib/runs/paths.ts';
import { siteContent, type SiteContent } from './site-content.ts';

/** Paths to look at, by the route that answers them. */
const pathsByRoute: Record<string, (content: SiteContent) => string[]> = {
	'/': () => ['/'],
	'/login': () => ['/login'],
	// A site without a provider: what the pages say of that.
	'/login/oidc': () => ['/login/oidc'],
	'/login/oidc/callback': () => ['/login/oidc/callback'],
	// Nobody is signed in, who could sign out.
	'/logout': () => ['/logout'],
	'/refused': () => ['/refused'],
	'/account': () => ['/account'],
	// Without accounts; test/e2e/accounts.test.ts looks at some.
	'/accounts': () => ['/accounts'],
	'/accounts/[id]': () => ['/accounts/none'],
	'/audit': () => ['/audit'],
	'/guest-links': () => ['/guest-links'],
	// Secrets that nobody has made: what the page says of them.
	'/invitation/[secret]': () => ['/invitation/none'],
	'/guest/[secret]': () => ['/guest/none'],
	'/use-cases/[id]': () => ['/use-cases/contract-questions', '/use-cases/support-triage'],
	'/use-cases/[id]/charts/[chart]': () => [
		'/use-cases/contract-questions/charts/crossover',
		'/use-cases/support-triage/charts/latency-throughput',
		'/use-cases/support-triage/charts/hybrid-frontier'
	],
	'/use-cases/[id]/report': () => ['/use-cases/contract-questions/report'],
	'/runs': () => ['/runs'],
	'/runs/[id]': ({ runIds: [id] }) => [`/runs/${String(id)}`],
	'/runs/[id]/answers': ({ runIds: [id] }) => [`/runs/${String(id)}/answers`],
	'/runs/[id]/confusion': ({ runIds: [id] }) => [`/runs/${String(id)}/confusion`],
	'/runs/[id]/stages/[...stage]': ({ runIds: [id], stageId }) =>
		id !== undefined && stageId !== undefined ? [stagePath(id, stageId)] : [],
	'/runs/[id]/attempts/[...attempt]': ({ runIds: [id], attemptId }) =>
		id !== undefined && attemptId !== undefined ? [attemptPath(id, attemptId)] : [],
	'/compare': ({ runIds: [id] }) => [
		'/compare',
		`/compare?a=${String(id)}:1`,
		`/compare?a=${String(id)}:1&b=${String(id)}:2`,
		// No load in common, and other items.
		`/compare?a=${String(id)}:0&b=${String(id)}:1`,
		`/compare?a=${String(id)}:1&b=${String(id)}:4&stageA=0&metric=e2eMs`
	],
	'/compare/tuned': ({ runIds: [id] }) => [
		'/compare/tuned',
		`/compare/tuned?a=${String(id)}:1&with=${String(id)}:2`
	],
	'/quotes': () => ['/quotes'],
	'/quotes/import': () => ['/quotes/import'],
	'/quotes/compare': ({ quoteIds: [id] }) => [
		'/quotes/compare',
		`/quotes/compare?ids=${String(id)}`
	],
	'/quotes/[id]': ({ quoteIds }) =>
		quoteIds.map((id) => `/quotes/${id}?useCase=contract-questions`),
	'/quotes/[id]/request': ({ quoteIds: [id] }) => [
		`/quotes/${String(id)}/request`,
		`/quotes/${String(id)}/request?useCase=contract-questions&targets=include`
	],
	'/decisions': () => ['/decisions'],
	'/decisions/new': () => ['/decisions/new?useCase=contract-questions'],
	'/prices': () => ['/prices', '/prices?only=negotiated'],
	'/prices/[provider]/[...model]': () => [
		'/prices/openai/gpt-5.4',
		'/prices/deepseek/deepseek-chat'
	],
	'/hardware': () => ['/hardware'],
	'/hardware/[...id]': () => ['/hardware/h100-sxm'],
	'/models': () => ['/models'],
	'/models/[...id]': () => ['/models/llama-3.3-70b']
};

/** The routes of the site that are pages, such as `/runs/[id]`. */
export const pageRoutes = (): string[] =>
	readdirSync('web/routes', { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+page.svelte'))
		.map((file) => `/${relative('.', dirname(file)).split(sep).join('/')}`)
		.sort();

/** Paths of all pages, an unknown one included. Throws for a route without a path. */
export const sitePaths = async (databaseUrl: string): Promise<string[]> => {
	const content = await siteContent(databaseUrl);
	const paths = pageRoutes().flatMap((route) => {
		const found = pathsByRoute[route]?.(content) ?? [];
		if (found.length === 0) throw new Error(`test/e2e/support/pages.ts has no path of ${route}`);
		return found;
	});
	return [...paths, '/nothing-here'];
};

/**
 * What every page and every route of the API needs: the one place that says so. What does not stand here is refused, and a test holds
 * the list against the routes that there are.
 */
import type { Permission } from '#core/access/role.ts';

export interface RouteRule {
	/** `public`: for whoever comes, to sign in. */
	needs: Permission | 'public';
	/**
	 * Whether what it answers is meant to be saved or passed on, so that the audit log keeps who had it. Changes are always kept. A page of this kind loads
	 * on the server alone, and links to it have `data-sveltekit-reload`: then each opening is one request, and none is made before somebody opens it.
	 */
	isExport: boolean;
	/**
	 * Whether guests may ask for it too, and where it names the use case that must be theirs: in its `path`, in its `query`, or nowhere, as
	 * it holds nothing of one. Not for guests where absent.
	 */
	guests?: 'path' | 'query' | 'nowhere';
}

const open: RouteRule = { needs: 'public', isExport: false };
const read: RouteRule = { needs: 'read', isExport: false };
const exported: RouteRule = { needs: 'read', isExport: true };
/** What the report of a use case is made from. */
const ofReport: RouteRule = { needs: 'read', isExport: false, guests: 'path' };
const save: RouteRule = { needs: 'save', isExport: false };
const quotes: RouteRule = { needs: 'quotes', isExport: false };
const administer: RouteRule = { needs: 'administer', isExport: false };

/** By method and route: pages as SvelteKit names them, routes of the API as its description does. HEAD is asked for like GET. */
export const routeRules: Readonly<Record<string, RouteRule>> = {
	'GET /login': open,
	'POST /login': open,
	'GET /login/oidc': open,
	'GET /login/oidc/callback': open,
	'GET /invitation/[secret]': open,
	'POST /invitation/[secret]': open,
	'GET /logout': open,
	'POST /logout': open,
	'GET /guest/[secret]': open,
	'GET /refused': { needs: 'read', isExport: false, guests: 'nowhere' },
	'GET /account': read,
	// Their own password, and only that.
	'POST /account': read,
	'GET /guest-links': quotes,
	'POST /guest-links': quotes,
	'GET /accounts': administer,
	'POST /accounts': administer,
	'GET /accounts/[id]': administer,
	'POST /accounts/[id]': administer,
	'GET /audit': administer,
	'GET /audit.csv': { needs: 'administer', isExport: true },

	'GET /healthz': read,
	'GET /metrics': read,

	'GET /': read,
	'GET /use-cases/[id]': read,
	'GET /use-cases/[id]/report': { needs: 'read', isExport: true, guests: 'path' },
	'GET /use-cases/[id]/charts/[chart]': read,
	'GET /use-cases/[id]/charts/[chart].csv': exported,
	'GET /use-cases/[id]/charts/[chart].json': exported,
	'GET /runs': read,
	'GET /runs/[id]': read,
	'GET /runs/[id]/answers': read,
	'GET /runs/[id]/confusion': read,
	'GET /runs/[id]/stages/[...stage]': read,
	'GET /runs/[id]/attempts/[...attempt]': read,
	'GET /runs/[id]/charts/[file]': exported,
	'GET /compare': read,
	'GET /compare/tuned': read,
	'GET /compare/charts/[file]': exported,
	'GET /compare/tuned/tables/[file]': exported,
	'GET /decisions': read,
	'GET /decisions/new': save,
	'GET /quotes': read,
	'GET /quotes/[id]': read,
	'GET /quotes/[id]/request': exported,
	'GET /quotes/compare': read,
	'GET /quotes/import': quotes,
	'GET /prices': read,
	'GET /prices/[provider]/[...model]': read,
	'GET /prices/[provider]/[...model]/charts/[file]': exported,
	'GET /hardware': read,
	'GET /hardware/[...id]': read,
	'GET /models': read,
	'GET /models/[...id]': read,

	'GET /api/openapi.json': read,
	'GET /api/use-cases': read,
	'GET /api/use-cases/{id}/case': read,
	'GET /api/use-cases/{id}/answer': ofReport,
	'GET /api/use-cases/{id}/stages': read,
	'GET /api/use-cases/{id}/hybrids': read,
	'GET /api/use-cases/{id}/evidence': read,
	'GET /api/use-cases/{id}/assumption-sets': ofReport,
	'POST /api/use-cases/{id}/assumption-sets': save,
	'DELETE /api/use-cases/{id}/assumption-sets/{setId}': save,
	'GET /api/portfolio': read,
	'GET /api/quotes': read,
	'POST /api/quotes': quotes,
	'POST /api/quotes/preview': quotes,
	'POST /api/quotes/{id}/confidential': quotes,
	'GET /api/quotes/compare': read,
	'GET /api/quotes/compare.csv': exported,
	'GET /api/quotes/{id}': read,
	'GET /api/quotes/{id}/targets': read,
	'GET /api/quotes/{id}/rfp': exported,
	'GET /api/quotes/{id}/rfp.csv': exported,
	'GET /api/decisions': { needs: 'read', isExport: false, guests: 'query' },
	'POST /api/decisions': save,
	'POST /api/decisions/{id}/sign-offs': save,
	'GET /api/prices': read,
	'GET /api/prices/{provider}/{model}': read,
	'GET /api/prices/{provider}/{model}/charts/history': read,
	'GET /api/hardware': read,
	'GET /api/hardware/{id}': read,
	'GET /api/models': read,
	'GET /api/models/{id}': read,
	'GET /api/runs': read,
	'GET /api/runs/{id}': read,
	'GET /api/runs/{id}/judging': read,
	'GET /api/runs/{id}/events': read,
	'GET /api/runs/{id}/charts/{chart}': read,
	'GET /api/runs/{id}/stages/{stage}/attempts': read,
	'GET /api/runs/{id}/attempts/{attempt}': read,
	'POST /api/reviews': save,
	'GET /api/answers': read,
	'GET /api/cells': read,
	'GET /api/compare': read,
	'GET /api/compare/charts/cdf': read,
	'GET /api/compare/tuned': read,
	'GET /api/audit': administer
};

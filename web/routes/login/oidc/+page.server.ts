import { redirect } from '@sveltejs/kit';
import { localPath } from '#lib/local-path.ts';
import { keepFlow } from '#lib/server/access/oidc/flow-cookie.ts';
import { callbackPath } from '#lib/server/access/oidc/provider.ts';
import { notSetUp, providerAway, refuse } from '#lib/server/access/oidc/refusal-in-words.ts';
import { log, site } from '#lib/server/running-site.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Sends the browser to the identity provider. By GET: the content policy lets no form lead away from this site. */
export const load: PageServerLoad = async ({ url, cookies, setHeaders, locals }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const { oidc } = site();
	if (!oidc) return refuse(404, notSetUp);
	const begun = await oidc.begin(url.origin + callbackPath).catch((reason: unknown) => {
		const id = crypto.randomUUID();
		log().fault(id, reason);
		locals.audited = {
			who: `somebody of ${oidc.settings.label}`,
			accountId: null,
			outcome: 'failed'
		};
		return refuse(502, providerAway(id));
	});
	keepFlow(cookies, url, begun.flow, localPath(url.searchParams.get('to')));
	redirect(303, begun.location, { external: [new URL(begun.location).origin] });
};

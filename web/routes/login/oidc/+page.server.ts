import { redirect } from '@sveltejs/kit';
import { localPath } from '#lib/local-path.ts';
import { callbackPath } from '#lib/server/access/oidc/provider.ts';
import { notSetUp, providerAway, refuse } from '#lib/server/access/oidc/refusal-in-words.ts';
import { log, site } from '#lib/server/running-site.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Sends the browser to the identity provider. By GET: the content policy lets no form lead away from this site. */
export const load: PageServerLoad = async ({ url, cookies, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const { oidc, flowCookies } = site();
	if (!oidc) return refuse(404, notSetUp);
	const begun = await oidc.begin(url.origin + callbackPath).catch((reason: unknown) => {
		const id = crypto.randomUUID();
		// Not in the audit log: nobody has tried anything, and anybody could fill it so while the provider is away.
		log().fault(id, reason);
		return refuse(502, providerAway(id));
	});
	flowCookies.keep(cookies, url, begun.flow, localPath(url.searchParams.get('to')));
	redirect(303, begun.location, { external: [new URL(begun.location).origin] });
};

import { redirect } from '@sveltejs/kit';
import { enter } from '#lib/server/access/oidc/enter.ts';
import { takeFlow } from '#lib/server/access/oidc/flow-cookie.ts';
import { failureOf } from '#lib/server/access/oidc/provider-failure.ts';
import {
	deniedThere,
	noFlow,
	notSetUp,
	providerAway,
	refusalInWords,
	refuse,
	unproven
} from '#lib/server/access/oidc/refusal-in-words.ts';
import { keepSession } from '#lib/server/access/session-cookie.ts';
import { log, site } from '#lib/server/running-site.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Where the identity provider sends the browser back to: lets in whom it has signed in, and leads to the page they wanted. */
export const load: PageServerLoad = async ({ url, cookies, setHeaders, locals }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const { oidc } = site();
	if (!oidc) return refuse(404, notSetUp);
	const nowMs = Date.now();
	const nobody = { who: `somebody of ${oidc.settings.label}`, accountId: null };
	const begun = takeFlow(cookies, url, nowMs);
	// Not in the audit log: nobody has tried anything, and anybody could fill it so.
	if (!begun) return refuse(403, noFlow);
	const person = await oidc.finish(url, begun.flow).catch((thrown: unknown) => {
		const failure = failureOf(thrown);
		if (failure.kind === 'away') {
			const id = crypto.randomUUID();
			log().fault(id, thrown);
			locals.audited = { ...nobody, outcome: 'failed', reason: failure.reason };
			return refuse(502, providerAway(id));
		}
		locals.audited = { ...nobody, outcome: 'refused', reason: failure.reason };
		return refuse(403, failure.kind === 'denied' ? deniedThere(failure.code) : unproven);
	});
	const entered = await enter(site(), oidc, person, new Date(nowMs).toISOString());
	const { who, accountId } = entered;
	if (entered.state === 'refused') {
		const words = refusalInWords[entered.why];
		locals.audited = { who, accountId, outcome: 'refused', reason: words.message };
		return refuse(403, words);
	}
	locals.audited = { who, accountId, outcome: 'done' };
	keepSession(cookies, url, entered.secret);
	redirect(303, begun.to);
};

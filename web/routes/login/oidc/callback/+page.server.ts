import { redirect } from '@sveltejs/kit';
import { isToken } from '#lib/server/access.ts';
import { enter } from '#lib/server/access/oidc/enter.ts';
import { failureOf } from '#lib/server/access/oidc/provider-failure.ts';
import {
	deniedThere,
	noFlow,
	notAccepted,
	notSetUp,
	providerAway,
	refusalInWords,
	refuse,
	tooManyTries,
	unproven
} from '#lib/server/access/oidc/refusal-in-words.ts';
import { keepSession } from '#lib/server/access/session-cookie.ts';
import { waitInWords } from '#lib/server/access/sign-in.ts';
import { log, site } from '#lib/server/running-site.ts';
import type { PageServerLoad } from './$types.d.ts';

/**
 * Where the identity provider sends the browser back to: lets in whom it has signed in, and leads to the page they wanted. The provider is asked nothing
 * before this site's own cookie and state are proven; what fails after that counts as a wrong password from the same address does, so that neither
 * requests to the provider nor lines of the audit log can be had without end.
 */
export const load: PageServerLoad = async ({
	url,
	cookies,
	setHeaders,
	locals,
	getClientAddress
}) => {
	setHeaders({ 'cache-control': 'no-store' });
	const { oidc, flowCookies, loginThrottle } = site();
	if (!oidc) return refuse(404, notSetUp);
	const nowMs = Date.now();
	const nobody = { who: `somebody of ${oidc.settings.label}`, accountId: null };
	const taken = flowCookies.take(cookies, url, nowMs);
	// Not counted: a foreign page could make others wait by sending their browsers here.
	if (taken.kind === 'none') return refuse(403, noFlow);
	const address = getClientAddress();
	const waitMs = await loginThrottle.begin(null, address, nowMs);
	if (waitMs > 0) return refuse(429, tooManyTries(waitInWords(waitMs)));
	// Not in the audit log: no sign-in of this site has come back.
	if (taken.kind === 'invalid') return refuse(403, noFlow);
	if (!isToken(url.searchParams.get('state') ?? '', taken.flow.state)) {
		locals.audited = { ...nobody, outcome: 'refused', reason: 'unexpected "state"' };
		return refuse(403, unproven);
	}
	const person = await oidc.finish(url, taken.flow).catch(async (thrown: unknown) => {
		const failure = failureOf(thrown);
		if (failure.kind === 'away') {
			// Nobody's fault who is here, and nothing that they have done: it stands in the log alone.
			await loginThrottle.succeeded(null, address);
			const id = crypto.randomUUID();
			log().fault(id, thrown);
			return refuse(502, providerAway(id));
		}
		if (failure.kind === 'not-accepted') {
			locals.audited = { ...nobody, outcome: 'failed', reason: failure.reason };
			return refuse(502, notAccepted);
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
	await loginThrottle.succeeded(null, address);
	locals.audited = { who, accountId, outcome: 'done' };
	keepSession(cookies, url, entered.secret);
	redirect(303, taken.to);
};

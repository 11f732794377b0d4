/** Headers of every answer of the site, whoever gives it: pages, the API, files as they lie there, and refusals before any of them. */

/** What browsers are told in any case. An answer that says more of the same header has it in place of these. */
export const siteHeaders: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	// Of scripts it says nothing: a script in a thread of its own is held to the policy that it came with.
	'content-security-policy': "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
};

/** Of what is no page: a browser that shows it all the same loads and runs nothing. */
export const dataPolicy =
	"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

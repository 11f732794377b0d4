/** What somebody reads whom the identity provider has signed in, or has not, and who does not get in here. */
import { error } from '@sveltejs/kit';
import type { OidcRefusal } from './enter.ts';

interface Words {
	message: string;
	hint: string;
}

const words = (message: string, hint: string): Words => ({ message, hint });

/** Shows the page of errors with these words. */
export const refuse = (status: 403 | 404 | 429 | 502, { message, hint }: Words): never =>
	error(status, message, { code: 'E_AUTH', hint, issues: [] });

const askAdmin = 'Ask an admin of this site for an account.';

export const refusalInWords: Readonly<Record<OidcRefusal, Words>> = {
	absent: words(
		'the provider did not say your e-mail address',
		'Whoever runs the provider must let this site have the claims "email" and "email_verified".'
	),
	unverified: words(
		'the provider does not vouch for your e-mail address',
		'Verify your address there, then sign in again. Whoever runs the provider may have to send the claim "email_verified".'
	),
	unusable: words('your e-mail address cannot be the name of an account here', askAdmin),
	unknown: words('there is no account of your e-mail address here', askAdmin),
	'other-person': words(
		'the account of your e-mail address belongs to another person at the provider',
		'If it is yours, ask an admin of this site to reset it.'
	),
	disabled: words('your account is disabled', 'Ask an admin of this site.'),
	removed: words('your account has been removed', 'Ask an admin of this site.'),
	changed: words('your account was changed while you signed in', 'Begin again.')
};

/** What the browser brought back is not what it left for. */
export const noFlow = words(
	'this sign-in was not begun in this browser, or took longer than 10 minutes',
	'Begin again. The browser must take cookies of this site.'
);

/** `wait`: such as `in 12 s`. */
export const tooManyTries = (wait: string): Words =>
	words('too many sign-ins from your address have failed', `Try again ${wait}.`);

export const unproven = words(
	'what the provider answered does not hold, so that nobody was signed in',
	'Begin again. If it happens each time, the audit log says what was wrong.'
);

/** Nobody can get in until somebody has changed the setup. */
export const notAccepted = words(
	'the provider does not accept this site',
	'Whoever runs this site must compare BENCH_OIDC_CLIENT_ID and BENCH_OIDC_CLIENT_SECRET with what is registered at the provider.'
);

/** `id` is the number of the fault in the log. */
export const providerAway = (id: string): Words =>
	words(
		'the provider cannot be asked just now',
		`Try again in a moment. The log of bench serve has more under the number ${id}.`
	);

/** `code` is the provider's own, such as `access_denied`. */
export const deniedThere = (code: string): Words =>
	words(
		`the provider has not signed you in (${code})`,
		code === 'access_denied'
			? 'Either you have declined there, or the provider does not let you use this site. Begin again, or ask whoever runs the provider.'
			: 'Begin again, or ask whoever runs the provider.'
	);

export const notSetUp = words(
	'this site is not set up for signing in by a provider',
	'Sign in with name and password.'
);

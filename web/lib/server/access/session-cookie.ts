/** The cookies that let somebody in: only for this host where the browser came by HTTPS, and never for scripts. */
import type { Cookies } from '@sveltejs/kit';

/** Of a browser that came by HTTPS no other host of the same domain can set one with this prefix. */
const nameFor = (url: URL, name: string): string =>
	url.protocol === 'https:' ? `__Host-${name}` : name;

/** Name of the cookie that holds the secret of a session. */
const sessionCookie = (url: URL): string => nameFor(url, 'bench_session');

/** Name of the cookie that holds the secret of a guest link. */
export const guestCookie = (url: URL): string => nameFor(url, 'bench_guest');

/** Name of the cookie that stands for the token of the site. */
export const accessCookie = (url: URL): string => nameFor(url, 'bench_access');

export const cookieOptions = (url: URL) =>
	({
		path: '/',
		httpOnly: true,
		// Not strict: a link in a message would ask people to sign in who are.
		sameSite: 'lax',
		secure: url.protocol === 'https:'
	}) as const;

export const sessionSecretOf = (cookies: Cookies, url: URL): string | undefined =>
	cookies.get(sessionCookie(url));

/** From now on the browser asks for the person who has signed in: what it kept of the token of the site goes. */
export const keepSession = (cookies: Cookies, url: URL, secret: string): void => {
	cookies.set(sessionCookie(url), secret, cookieOptions(url));
	// Whether or not it came with this request: it does not with one to which a provider has sent the browser.
	cookies.delete(accessCookie(url), cookieOptions(url));
};

export const forgetSession = (cookies: Cookies, url: URL): void => {
	cookies.delete(sessionCookie(url), cookieOptions(url));
};

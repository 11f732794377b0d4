/** The cookie of a session: only for this host where the browser came by HTTPS, and never for scripts. */
import type { Cookies } from '@sveltejs/kit';

/** Holds the secret of a guest link. */
export const guestCookie = 'bench_guest';

const nameFor = (url: URL): string =>
	url.protocol === 'https:' ? '__Host-bench_session' : 'bench_session';

/** For a cookie that lets somebody in. */
export const cookieOptions = (url: URL) =>
	({
		path: '/',
		httpOnly: true,
		// Not strict: a link in a message would ask people to sign in who are.
		sameSite: 'lax',
		secure: url.protocol === 'https:'
	}) as const;

export const sessionSecretOf = (cookies: Cookies, url: URL): string | undefined =>
	cookies.get(nameFor(url));

export const keepSession = (cookies: Cookies, url: URL, secret: string): void => {
	cookies.set(nameFor(url), secret, cookieOptions(url));
};

export const forgetSession = (cookies: Cookies, url: URL): void => {
	cookies.delete(nameFor(url), cookieOptions(url));
};

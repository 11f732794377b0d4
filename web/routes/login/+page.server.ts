import { fail, redirect } from '@sveltejs/kit';
import { accessCookie, cookieValueOf, isToken } from '#lib/server/access.ts';
import { site } from '#lib/server/running-site.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** A path of this site to go to after; anything else could lead away from it. */
const localPath = (text: string | null): string =>
	text !== null && /^\/(?![/\\])/u.test(text) ? text : '/';

export const load: PageServerLoad = ({ url }) => ({ to: localPath(url.searchParams.get('to')) });

export const actions: Actions = {
	default: async ({ request, cookies, url }) => {
		const { accessToken } = site().settings;
		const form = await request.formData();
		const [token, to] = [form.get('token'), form.get('to')];
		if (accessToken !== null) {
			if (typeof token !== 'string' || !isToken(token, accessToken)) {
				return fail(403, {
					message: 'That is not the token. It was shown when the site was started.'
				});
			}
			cookies.set(accessCookie, cookieValueOf(accessToken), {
				path: '/',
				httpOnly: true,
				sameSite: 'strict',
				secure: url.protocol === 'https:'
			});
		}
		redirect(303, localPath(typeof to === 'string' ? to : null));
	}
};

import { error, redirect } from '@sveltejs/kit';
import { useGuestLink } from '#db/guest-links.server.ts';
import { guestMakersShutOut } from '#lib/server/access/reader.ts';
import { cookieOptions, guestCookie } from '#lib/server/access/session-cookie.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { site } from '#lib/server/running-site.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Keeps the secret in a cookie, so that it stands in no address that is passed on, and leads to the report. */
export const load: PageServerLoad = async ({ params, cookies, url }) => {
	const database = await databaseIfAny(site().database);
	const nowUtc = new Date().toISOString();
	const shutOut = guestMakersShutOut(site().settings);
	const link = database && (await useGuestLink(database, params.secret, nowUtc, shutOut));
	if (!link) {
		error(
			404,
			'this link has been revoked, has expired, was never made, or does not work any more',
			{
				code: 'E_NOT_FOUND',
				hint: 'Ask whoever sent it for another.',
				issues: []
			}
		);
	}
	cookies.set(guestCookie(url), params.secret, cookieOptions(url));
	redirect(303, `/use-cases/${encodeURIComponent(link.useCaseId)}/report`);
};

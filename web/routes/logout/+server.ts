import { redirect } from '@sveltejs/kit';
import { endSession } from '#db/sessions.server.ts';
import {
	accessCookie,
	cookieOptions,
	forgetSession,
	guestCookie,
	sessionSecretOf
} from '#lib/server/access/session-cookie.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { site } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** Ends the session, in the database and in the browser. */
export const POST: RequestHandler = async ({ cookies, url }) => {
	const secret = sessionSecretOf(cookies, url);
	const database = await databaseIfAny(site().database);
	if (secret !== undefined && database) await endSession(database, secret);
	forgetSession(cookies, url);
	cookies.delete(guestCookie(url), cookieOptions(url));
	cookies.delete(accessCookie(url), cookieOptions(url));
	redirect(303, '/login');
};

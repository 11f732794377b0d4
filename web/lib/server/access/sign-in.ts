/** Signing in with name and password: throttled, and the same in words and time whether the name or the password is wrong. */
import { credentialsOf } from '#db/accounts.server.ts';
import { isPassword } from '#db/password-hash.server.ts';
import { beginSession } from '#db/sessions.server.ts';
import type { Site } from '../site.ts';

export type SignedIn =
	| { state: 'in'; accountId: string; secret: string }
	| { state: 'wrong' }
	/** Not looked at: how long to wait, ms. */
	| { state: 'waiting'; waitMs: number };

/** `name` in small letters; `address` is where the try comes from. */
export const signIn = async (
	{ database, loginThrottle }: Pick<Site, 'database' | 'loginThrottle'>,
	{ name, password, address }: { name: string; password: string; address: string },
	nowMs: number
): Promise<SignedIn> => {
	const waitMs = await loginThrottle.begin(name, address, nowMs);
	if (waitMs > 0) return { state: 'waiting', waitMs };
	const opened = await database();
	const found = await credentialsOf(opened, name);
	const passwordHash = found?.passwordHash ?? null;
	const isRight = await isPassword(password, passwordHash);
	if (!isRight || !found || passwordHash === null) return { state: 'wrong' };
	const owner = { accountId: found.id, passwordHash };
	const secret = await beginSession(opened, owner, new Date(nowMs).toISOString());
	// Reset, disabled or given another password while this one was looked at.
	if (secret === null) return { state: 'wrong' };
	await loginThrottle.succeeded(name, address);
	return { state: 'in', accountId: found.id, secret };
};

/** `in 12 s`, `in 4 min` */
export const waitInWords = (waitMs: number): string =>
	waitMs <= 90_000
		? `in ${String(Math.ceil(waitMs / 1_000))} s`
		: `in ${String(Math.ceil(waitMs / 60_000))} min`;

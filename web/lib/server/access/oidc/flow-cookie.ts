/**
 * What a browser keeps while somebody is at the identity provider: whoever comes back must be the one who left, within ten minutes. It is of use
 * to its browser alone, as each value is made for one sign-in; the provider's answer is checked against it.
 */
import type { Cookies } from '@sveltejs/kit';
import { z } from 'zod';
import { parseJson } from '#core/json.ts';
import { localPath } from '#lib/local-path.ts';
import { cookieOptions } from '../session-cookie.ts';

const flowSchema = z.strictObject({
	/** Ties the provider's answer to this browser. */
	state: z.string().min(32),
	/** Ties the ID token to this sign-in. */
	nonce: z.string().min(32),
	/** Proves to the provider that who redeems the code is who asked for it. */
	verifier: z.string().min(43),
	/** ms since 1970. */
	beganAtMs: z.number()
});

/** One sign-in that is under way. */
export type OidcFlow = z.infer<typeof flowSchema>;

const keptSchema = z.strictObject({ ...flowSchema.shape, to: z.string() });

/** Longest time at the provider, s. */
const longestFlowS = 600;

const nameFor = (url: URL): string =>
	url.protocol === 'https:' ? '__Host-bench_oidc' : 'bench_oidc';

/** `to` is where the person wanted to go. */
export const keepFlow = (cookies: Cookies, url: URL, flow: OidcFlow, to: string): void => {
	const text = Buffer.from(JSON.stringify({ ...flow, to })).toString('base64url');
	cookies.set(nameFor(url), text, { ...cookieOptions(url), maxAge: longestFlowS });
};

/** The sign-in that this browser has begun, which it can end but once; null for none, or one that has taken too long. */
export const takeFlow = (
	cookies: Cookies,
	url: URL,
	nowMs: number
): { flow: OidcFlow; to: string } | null => {
	const text = cookies.get(nameFor(url));
	if (text === undefined) return null;
	cookies.delete(nameFor(url), cookieOptions(url));
	const kept = keptSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
	if (!kept.success) return null;
	const { to, ...flow } = kept.data;
	const isYoung = nowMs >= flow.beganAtMs && nowMs - flow.beganAtMs <= longestFlowS * 1_000;
	return isYoung ? { flow, to: localPath(to) } : null;
};

/**
 * What a browser keeps while somebody is at the identity provider: whoever comes back must be the one who left, within ten minutes. It is of use
 * to its browser alone, as each value is made for one sign-in; the provider's answer is checked against it. A code of this process stands beside it,
 * so that one that somebody has made up is refused before the provider is asked anything.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
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

/** What the cookie of a browser says of a sign-in that it has begun. */
export type TakenFlow =
	| { kind: 'begun'; flow: OidcFlow; to: string }
	/** No cookie: nobody has tried anything. */
	| { kind: 'none' }
	/** A cookie that this process has not made, or that is too old. */
	| { kind: 'invalid' };

export interface FlowCookies {
	/** `to` is where the person wanted to go. */
	keep: (cookies: Cookies, url: URL, flow: OidcFlow, to: string) => void;
	/** The sign-in that this browser has begun, which it can end but once. */
	take: (cookies: Cookies, url: URL, nowMs: number) => TakenFlow;
}

/** Longest time at the provider, s. */
const longestFlowS = 600;

const nameFor = (url: URL): string =>
	url.protocol === 'https:' ? '__Host-bench_oidc' : 'bench_oidc';

/**
 * `key`: random bytes of this process, 32 or more. Not the secret that is shared with the provider: anybody can have a cookie made, and could try at
 * leisure which secret fits it. A sign-in that is under way while the site is started anew begins again.
 */
export const createFlowCookies = (key: Uint8Array): FlowCookies => {
	const codeOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
	/** What stands before the code, where it is that of this process. */
	const provenText = (value: string): string | null => {
		const [text = '', code = ''] = value.split('.');
		const [given, right] = [Buffer.from(code, 'base64url'), codeOf(text)];
		return given.length === right.length && timingSafeEqual(given, right) ? text : null;
	};
	return {
		keep: (cookies, url, flow, to) => {
			const text = Buffer.from(JSON.stringify({ ...flow, to })).toString('base64url');
			cookies.set(nameFor(url), `${text}.${codeOf(text).toString('base64url')}`, {
				...cookieOptions(url),
				maxAge: longestFlowS
			});
		},
		take: (cookies, url, nowMs) => {
			const value = cookies.get(nameFor(url));
			if (value === undefined) return { kind: 'none' };
			cookies.delete(nameFor(url), cookieOptions(url));
			const text = provenText(value);
			const kept = keptSchema.safeParse(
				text === null ? null : parseJson(Buffer.from(text, 'base64url').toString())
			);
			if (!kept.success) return { kind: 'invalid' };
			const { to, ...flow } = kept.data;
			const isYoung = nowMs >= flow.beganAtMs && nowMs - flow.beganAtMs <= longestFlowS * 1_000;
			return isYoung ? { kind: 'begun', flow, to: localPath(to) } : { kind: 'invalid' };
		}
	};
};

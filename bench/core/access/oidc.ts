/** Signing in by an identity provider (OpenID Connect): how it is set up, and whom the provider's claims let in. */
import { z } from 'zod';
import { givenRoles, parseRole, type GivenRole } from './role.ts';

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);

/** Whether a text is the address of an issuer: HTTPS, or HTTP on this machine; no query and no fragment (OpenID Connect Core 1.0, 2). */
const isIssuer = (text: string): boolean => {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname, search, hash, username, password } = new URL(text);
	const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
	return isSafe && [search, hash, username, password].every((part) => part === '');
};

/** Whether an issuer is asked by plain HTTP, which `isIssuer` allows on this machine alone. */
export const isPlainHttp = (issuer: string): boolean => new URL(issuer).protocol === 'http:';

const domain = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/u;
const givenRole = z.custom<GivenRole>(
	(value) => givenRoles.some((role) => role === value),
	`expected one of ${givenRoles.join(', ')}; an admin is made by another, never by the provider`
);

export const oidcSettingsSchema = z.strictObject({
	issuer: z
		.string()
		.refine(isIssuer, 'expected the address of an issuer, such as https://login.example.com'),
	clientId: z.string().min(1, 'expected the id under which the provider knows this site'),
	clientSecret: z.string().min(1),
	/** What the provider is asked for, scopes with blanks between. */
	scope: z
		.string()
		.refine(
			(text) => ['openid', 'email'].every((each) => text.split(/\s+/u).includes(each)),
			'expected scopes with openid and email among them, such as "openid email groups"'
		),
	/** What the button calls the provider. */
	label: z.string().min(1).max(40, 'expected up to 40 characters'),
	/** Domains of e-mail addresses whose owners get an account at their first sign-in; without any only who has an account gets in. */
	domains: z.array(z.string().regex(domain, 'expected domains such as example.com')),
	/** Role of an account that is made so. */
	role: givenRole,
	/** Claim that names groups; null where groups give no role. */
	roleClaim: z.string().min(1).nullable(),
	/** Role by group. */
	roleOfGroup: z.record(z.string(), givenRole)
});

export type OidcSettings = z.infer<typeof oidcSettingsSchema>;

/** Claims of an ID token or of the UserInfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Whether an ID token leaves something open that the UserInfo endpoint may tell: providers need not put the claims of scopes into it
 * (OpenID Connect Core 1.0, 5.4).
 */
export const isUserInfoNeeded = (
	{ roleClaim }: Pick<OidcSettings, 'roleClaim'>,
	idToken: Claims
): boolean =>
	idToken['email'] === undefined || (roleClaim !== null && idToken[roleClaim] === undefined);

/**
 * The claims of an ID token with those of the UserInfo endpoint; where both say something the ID token counts, which is signed. Address and whether it is verified
 * are of one of the two: what one has verified says nothing of what the other names.
 */
export const joinClaims = (idToken: Claims, userInfo: Claims): Claims => {
	const { email, email_verified } = idToken['email'] === undefined ? userInfo : idToken;
	return { ...userInfo, ...idToken, email, email_verified };
};

/**
 * Addresses that can be names of accounts. ASCII alone: other letters may look like these, or become them when names are compared.
 */
const email = /^[a-z0-9][a-z0-9._+-]*@(?:[a-z0-9-]+\.)+[a-z0-9-]+$/u;
const longestName = 100;

/** The verified e-mail address of claims, in small letters, or why there is none. */
export const verifiedEmail = (
	claims: Claims
): { state: 'verified'; email: string } | { state: 'absent' | 'unusable' | 'unverified' } => {
	const { email: stated, email_verified: isVerified } = claims;
	if (typeof stated !== 'string' || stated === '') return { state: 'absent' };
	// True and nothing else: what is absent has not been said.
	if (isVerified !== true) return { state: 'unverified' };
	// Not `normalize`: what only becomes ASCII by it is another address.
	const address = /^[\x21-\x7e]+$/u.test(stated) ? stated.toLowerCase() : '';
	return email.test(address) && address.length <= longestName
		? { state: 'verified', email: address }
		: { state: 'unusable' };
};

/** Groups in a claim, which providers send as a list, or as one text for one. */
const groupsOf = (value: unknown): string[] => {
	if (typeof value === 'string') return [value];
	return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};

/** The role of an account that is made for this address; null where its domain is not on the list. The highest of several groups counts. */
export const roleForNew = (
	{ domains, role, roleClaim, roleOfGroup }: OidcSettings,
	address: string,
	claims: Claims
): GivenRole | null => {
	if (!domains.includes(address.slice(address.lastIndexOf('@') + 1))) return null;
	const given = (roleClaim === null ? [] : groupsOf(claims[roleClaim])).flatMap((group) =>
		Object.hasOwn(roleOfGroup, group) ? [roleOfGroup[group]] : []
	);
	return givenRoles.findLast((each) => given.includes(each)) ?? role;
};

/** Reads `group=role; other=role`: names of groups may hold commas. Throws an error that says which part is none. */
export const parseRoleMap = (text: string): Record<string, GivenRole> =>
	Object.fromEntries(
		text
			.split(';')
			.map((part) => part.trim())
			.filter((part) => part !== '')
			.map((part) => {
				const at = part.lastIndexOf('=');
				const role = parseRole(part.slice(at + 1).trim());
				const group = part.slice(0, Math.max(at, 0)).trim();
				if (group !== '' && role !== null && role !== 'admin') return [group, role] as const;
				throw new Error(
					`"${part.slice(0, 80)}": expected GROUP=ROLE with a role of ${givenRoles.join(', ')}`
				);
			})
	);

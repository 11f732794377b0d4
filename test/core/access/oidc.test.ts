import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	isUserInfoNeeded,
	joinClaims,
	oidcSettingsSchema,
	parseRoleMap,
	roleForNew,
	verifiedEmail,
	type OidcSettings
} from '#core/access/oidc.ts';
import { givenRoles } from '#core/access/role.ts';

const settings: OidcSettings = {
	issuer: 'https://login.example.com',
	clientId: 'breakeven',
	clientSecret: 'secret',
	scope: 'openid email',
	label: 'Our Company',
	domains: ['example.com'],
	role: 'viewer',
	roleClaim: 'groups',
	roleOfGroup: { buyers: 'procurement', analysts: 'analyst' }
};

describe('the settings', () => {
	test.each([
		['https://login.example.com/realms/a', true],
		['http://127.0.0.1:4000', true],
		['http://localhost:4000', true],
		['http://[::1]:4000', true],
		['http://login.example.com', false],
		['http://127.0.0.1.evil.example', false],
		['https://login.example.com?tenant=a', false],
		['https://login.example.com#a', false],
		['https://user:pass@login.example.com', false],
		['login.example.com', false],
		['file:///etc/passwd', false]
	])('take the issuer %s: %s', (issuer, taken) => {
		expect(oidcSettingsSchema.safeParse({ ...settings, issuer }).success).toBe(taken);
	});

	test.each(['', '@example.com', '*.example.com', 'example', 'example.com/', 'EXAMPLE.com'])(
		'take no domain "%s"',
		(domain) => {
			const parsed = oidcSettingsSchema.safeParse({ ...settings, domains: [domain] });
			expect(parsed.error?.issues[0]?.path).toEqual(['domains', 0]);
		}
	);
});

describe('an e-mail address', () => {
	test('counts in small letters, and only where the provider says that it is verified.', () => {
		const email = 'Ines.B+x@Example.com';
		expect(verifiedEmail({ email, email_verified: true })).toEqual({
			state: 'verified',
			email: 'ines.b+x@example.com'
		});
		for (const other of [false, 'true', 1, null, undefined]) {
			expect(verifiedEmail({ email, email_verified: other })).toEqual({ state: 'unverified' });
		}
		expect(verifiedEmail({ email_verified: true })).toEqual({ state: 'absent' });
		expect(verifiedEmail({ email: ['a@b.c'], email_verified: true })).toEqual({ state: 'absent' });
	});

	test('is never another one than what the provider has said, whatever letters it has.', () => {
		const letters = fc.constantFrom(...Array.from('ab@.-_+ıＫK\u200b\u0000 \n"<>ﬁ@@..ｅé'));
		const texts = fc.oneof(
			fc.string({ unit: letters, maxLength: 30 }),
			fc.emailAddress(),
			fc.string({ unit: 'grapheme', maxLength: 120 })
		);
		fc.assert(
			fc.property(texts, (email) => {
				const found = verifiedEmail({ email, email_verified: true });
				const isPlain = /^[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]+$/iu.test(email);
				if (found.state === 'verified') {
					expect(/^[\x21-\x7e]+$/u.test(email)).toBe(true);
					expect(found.email).toBe(email.toLowerCase());
					expect(found.email.split('@')).toHaveLength(2);
				} else expect(isPlain && /^[^@]+@[a-z0-9-]+\.[a-z]+$/iu.test(email)).toBe(false);
			}),
			{ numRuns: 2_000 }
		);
	});
});

describe('the role of somebody new', () => {
	test.each<[string, unknown, string | null]>([
		['jo@example.com', undefined, 'viewer'],
		['jo@example.com', ['analysts'], 'analyst'],
		['jo@example.com', 'analysts', 'analyst'],
		['jo@example.com', ['analysts', 'buyers', 'x'], 'procurement'],
		['jo@example.com', ['admins', '__proto__', 'constructor'], 'viewer'],
		['jo@example.com', { buyers: true }, 'viewer'],
		['jo@example.com', [7, null, 'buyers'], 'procurement'],
		['jo@other.com', ['buyers'], null],
		['jo@sub.example.com', ['buyers'], null],
		['jo@badexample.com', ['buyers'], null]
	])('%s with the groups %j is %s', (address, groups, role) => {
		expect(roleForNew(settings, address, { groups })).toBe(role);
	});

	test('is never admin, whatever the groups are.', () => {
		fc.assert(
			fc.property(fc.anything(), (groups) => {
				const role = roleForNew(settings, 'jo@example.com', { groups });
				expect(givenRoles).toContain(role);
			})
		);
	});

	test('is read from a map, whose groups may hold commas and equal signs.', () => {
		expect(parseRoleMap('CN=Buyers,OU=IT=procurement; readers = viewer;')).toEqual({
			'CN=Buyers,OU=IT': 'procurement',
			readers: 'viewer'
		});
		expect(parseRoleMap('')).toEqual({});
		for (const wrong of ['it=admin', 'it', '=viewer', 'a=viewer; b=boss']) {
			expect(() => parseRoleMap(wrong)).toThrow('expected GROUP=ROLE');
		}
	});
});

describe('the UserInfo endpoint', () => {
	test.each([
		[{}, true],
		[{ email: 'a@example.com' }, true],
		[{ groups: [] }, true],
		[{ email: 'a@example.com', groups: [] }, false]
	])('is asked after an ID token of %j: %s', (idToken, isNeeded) => {
		expect(isUserInfoNeeded(settings, idToken)).toBe(isNeeded);
		const withoutGroups = { roleClaim: null };
		expect(isUserInfoNeeded(withoutGroups, idToken)).toBe(!('email' in idToken));
	});

	test('adds to an ID token and overrules nothing in it; an address counts as verified by whom it is from alone', () => {
		const someClaims = fc.record(
			{
				email: fc.constantFrom('a@example.com', 'b@example.com'),
				email_verified: fc.boolean(),
				groups: fc.array(fc.constantFrom('buyers', 'staff')),
				name: fc.string()
			},
			{ requiredKeys: [] }
		);
		fc.assert(
			fc.property(someClaims, someClaims, (idToken, userInfo) => {
				const joined = joinClaims(idToken, userInfo);
				const address = idToken.email === undefined ? userInfo : idToken;
				expect(verifiedEmail(joined)).toEqual(verifiedEmail(address));
				expect(joined).toMatchObject({
					...('groups' in userInfo && { groups: userInfo.groups }),
					...('name' in userInfo && { name: userInfo.name }),
					...('groups' in idToken && { groups: idToken.groups }),
					...('name' in idToken && { name: idToken.name })
				});
			})
		);
	});
});

/**
 * Signing in by a provider and deciding on accounts in a real browser: the content policy, the cookies and the redirects of a site on which people
 * sign in, with names as long as they may be.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkplace, runBench, type Workplace } from '../commands/support/bench-process.ts';
import { startOidcProvider, type OidcProvider } from '../commands/support/oidc-provider.ts';
import { serveSite, type Served } from '../commands/support/served-site.ts';
import { useBrowser, type SitePage } from './support/browser.ts';
import { overflowOf, themes, violationsOf } from './support/looks.ts';

let workplace: Workplace;
let provider: OidcProvider;
let served: Served;
const ids = new Map<string, string>();
const longest = `${'maximiliane.von-und-zu-'.repeat(3)}${'x'.repeat(15)}@example.com`;
const unbroken = 'x'.repeat(100);

const browser = useBrowser(() => served.url);

const bench = async (...args: string[]): Promise<string> => {
	const { code, stdout, stderr } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	return stdout;
};

beforeAll(async () => {
	workplace = createWorkplace();
	provider = await startOidcProvider();
	for (const [name, role] of [
		['ines@example.com', 'admin'],
		[longest, 'procurement'],
		[unbroken, 'viewer'],
		['out', 'viewer']
	] as const) {
		const added = JSON.parse(
			await bench('account', 'add', name, '--role', role, '--json')
		) as object;
		expect(added).toMatchObject({ name });
	}
	await bench('account', 'disable', 'out');
	await bench('account', 'token', longest, '--scope', 'write');
	const all = JSON.parse(await bench('account', 'list', '--json')) as {
		id: string;
		name: string;
	}[];
	for (const { id, name } of all) ids.set(name, id);
	served = await serveSite([], {
		workplace,
		env: {
			BENCH_OIDC_ISSUER: provider.issuer,
			BENCH_OIDC_CLIENT_ID: provider.clientId,
			BENCH_OIDC_CLIENT_SECRET: provider.clientSecret,
			BENCH_OIDC_NAME: 'Our Company of forty letters, and no more'.slice(0, 40)
		}
	});
});
afterAll(async () => {
	served.bench.child.kill('SIGINT');
	await served.bench.ended;
	await provider[Symbol.asyncDispose]();
	workplace[Symbol.dispose]();
});

const ines = { sub: 'ines-1', email: 'ines@example.com', email_verified: true };

const signIn = async (to: string): Promise<SitePage> => {
	provider.person = ines;
	const opened = await browser.open(`/login?to=${encodeURIComponent(to)}`);
	await opened.page.getByRole('link', { name: /^Sign in with Our Company/u }).click();
	await opened.page.waitForURL(`**${to}`);
	return opened;
};

describe('a site on which people sign in by a provider', () => {
	it('leads there and back with the content policy on, and shows who is here', async () => {
		const { page, errors } = await signIn('/accounts');
		expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Accounts');
		expect(await page.locator('header').first().innerText()).toContain('ines@example.com');
		expect(errors).toEqual([]);
		// By way of the provider, where the session ends too: no form may lead there.
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.waitForURL('**/login');
		expect(provider.signedOut).toHaveLength(1);
		expect(errors).toEqual([]);
		await page.goto('/accounts');
		expect(new URL(page.url()).pathname).toBe('/login');
	});

	it('says on a page of its own why somebody does not get in', async () => {
		provider.person = { sub: 'jo-1', email: 'jo@example.com', email_verified: true };
		const { page } = await browser.open('/login');
		await page.getByRole('link', { name: /^Sign in with/u }).click();
		await page.getByText('There is no account of your e-mail address here.').waitFor();
		expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
		await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
		await page.waitForURL('**/login');
	});

	it('changes a role and makes a link, which is gone when the page is loaded again', async () => {
		const { page, errors } = await signIn('/accounts');
		await page.getByRole('link', { name: longest }).first().click();
		await page.getByLabel('What they may do').selectOption('analyst');
		await page.getByRole('button', { name: 'Change the role' }).click();
		await page.getByText('has the role analyst, from the next request on').waitFor();
		expect(await page.getByLabel('What they may do').inputValue()).toBe('analyst');
		await page.getByRole('button', { name: 'Make a link' }).click();
		const link = page.locator('code', { hasText: '/invitation/' });
		await link.waitFor();
		await page.goto(page.url().replace(/\?.*$/u, ''));
		expect(await link.count()).toBe(0);
		expect(errors).toEqual([]);
	});

	it('makes a token that works, which is gone when the page is loaded again, and ends it', async () => {
		const { page, errors } = await signIn('/account');
		await page.getByLabel('What it may do').selectOption('read and change');
		await page.getByLabel('Days that it works').fill('7');
		await page.getByRole('button', { name: 'Make a token' }).click();
		const shown = page.locator('code', { hasText: /^bench_/u });
		const headers = { authorization: `Bearer ${await shown.innerText()}` };
		const status = async (): Promise<number> =>
			(await fetch(`${served.url}/api/runs`, { headers })).status;
		expect(await status()).toBe(200);
		await page.goto('/account');
		expect(await shown.count()).toBe(0);
		await page.getByRole('button', { name: /^Revoke token/u }).click();
		await page.getByText(/^Token [\da-f]{8} has ended\.$/u).waitFor();
		expect(await status()).toBe(401);
		expect(errors).toEqual([]);
	});

	it('removes an account whose name was written, and says so on the page of all', async () => {
		await bench('account', 'add', 'gone', '--role', 'viewer');
		const { page, errors } = await signIn('/accounts');
		await page.getByRole('link', { name: 'gone', exact: true }).click();
		await page.getByLabel('Name of the account, to be sure').fill('gone');
		await page.getByRole('button', { name: 'Remove the account' }).click();
		await page.getByText('gone is removed: sessions, invitations and tokens have ended.').waitFor();
		expect(await page.getByRole('link', { name: 'gone', exact: true }).count()).toBe(0);
		expect(errors).toEqual([]);
	});

	it.each([
		'/login',
		'/accounts',
		'/account',
		'/logout',
		longest,
		unbroken,
		'out',
		'ines@example.com'
	])(
		'%s is accessible, silent and fits, on a phone and at a desk, light and dark',
		async (place) => {
			const { page, errors } = await signIn('/accounts');
			const id = ids.get(place);
			const path = id === undefined ? place : `/accounts/${id}`;
			const found: Record<string, string[]> = {};
			for (const width of [360, 1440]) {
				await page.setViewportSize({ width, height: 900 });
				await browser.visit(page, path);
				for (const colorScheme of themes) {
					await page.emulateMedia({ colorScheme });
					const problems = [...(await violationsOf(page, colorScheme)), ...errors.splice(0)];
					if (problems.length > 0) found[`${String(width)} px, ${colorScheme}`] = problems;
				}
				const wide = await overflowOf(page);
				if (wide.length > 0) found[`wider than ${String(width)} px`] = wide;
			}
			expect(found).toEqual({});
		}
	);
});

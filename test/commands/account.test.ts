import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';

let workplace: Workplace;
beforeEach(() => {
	workplace = createWorkplace();
});
afterEach(() => {
	workplace[Symbol.dispose]();
});

const account = (...args: string[]): Promise<Ended> =>
	runBench(['account', ...args], { workplace });

describe('bench account', () => {
	it('adds an account and prints the link for its password once, with data and remarks apart', async () => {
		const added = await account(
			'add',
			' Ines ',
			'--role',
			'admin',
			'--site',
			'https://b.example/x'
		);
		expect(added.code).toBe(0);
		expect(added.stdout).toMatch(
			/^ines, admin: set a password with this link, once, before 2\d{3}-\d\d-\d\d \d\d:\d\d UTC\n {2}https:\/\/b\.example\/invitation\/[\w-]{43}\n$/u
		);
		expect(added.stderr).toContain('the link is shown here only');
		const listed = await account('list');
		expect(listed.stdout).toContain('without a password yet');
		const again = JSON.parse((await account('invite', 'ines', '--json')).stdout) as object;
		expect(again).toMatchObject({ name: 'ines', role: 'admin' });
		const audited = JSON.parse((await account('audit', '--json')).stdout) as { action: string }[];
		expect(audited.map(({ action }) => action)).toEqual([
			'bench account invite ines',
			'bench account add ines --role admin'
		]);
	});

	it.each([
		[['add', 'ines'], "required option '--role <role>' not specified"],
		[['add', 'ines', '--role', 'boss'], 'expected one of viewer, analyst, procurement, admin'],
		[['add', 'i n e s', '--role', 'viewer'], '"i n e s" is no name of an account'],
		[['add', 'ines', '--role', 'viewer', '--site', 'b.example'], 'expected an address such as'],
		[['list'], 'there is no database bench.db'],
		[['token', 'ines', '--expires', '400d'], 'expected 1d to 366d'],
		[['token', 'ines', '--scope', 'all'], 'expected one of read, write']
	])('refuses %j and says why', async (args, why) => {
		const { code, stdout, stderr } = await account(...args);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain(why);
	});

	it('says so where it makes a database', async () => {
		const first = await account('add', 'ines', '--role', 'admin');
		expect(first.stderr).toMatch(/there was no database .*bench\.db, so a new one was made/u);
		const second = await account('add', 'jo', '--role', 'viewer');
		expect(second.stderr).not.toContain('there was no database');
	});

	it('says which account or token is not there, and keeps the only admin', async () => {
		await account('add', 'ines', '--role', 'admin');
		for (const [args, why] of [
			[['invite', 'jo'], 'there is no account "jo"'],
			[['revoke', 'abc'], 'there is no token "abc" that could be revoked'],
			[['remove', 'ines'], '"ines" is the only admin'],
			[['role', 'ines', 'viewer'], '"ines" is the only admin'],
			[['add', 'INES', '--role', 'viewer'], 'there is an account "ines" already']
		] as const) {
			const { code, stderr } = await account(...args);
			expect(code).toBe(2);
			expect(stderr).toContain(why);
			expect(stderr).toContain('hint: ');
		}
	});

	it('prints a token alone on stdout, for a script, and never again', async () => {
		await account('add', 'ines', '--role', 'admin');
		const { stdout, stderr } = await account('token', 'ines', '--scope', 'write');
		expect(stdout).toMatch(/^bench_[\w-]{43}\n$/u);
		expect(stderr).toContain('to read and change, until ');
		const listed = await account('tokens');
		expect(listed.stdout).toMatch(/ines +write +.* until /u);
		expect(listed.stdout).not.toContain(stdout.trim());
		expect((await account('audit')).stdout).not.toContain(stdout.trim());
	});
});

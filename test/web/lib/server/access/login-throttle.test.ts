import { expect, test } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import {
	createLoginThrottle,
	loginFailuresIn,
	type LoginThrottle
} from '#lib/server/access/login-throttle.ts';
import {
	numberOf,
	openTemporary,
	temporaryPath
} from '../../../../db/support/temporary-database.ts';

const minuteMs = 60_000;

const over = (database: Database): LoginThrottle =>
	createLoginThrottle(loginFailuresIn(() => Promise.resolve(database)));

const withThrottle = async () => {
	const database = await openTemporary(temporaryPath());
	return { database, throttle: over(database) };
};

test('After five wrong passwords the sixth waits a second, the seventh two, and a right one forgets it.', async () => {
	const { throttle } = await withThrottle();
	const begin = (nowMs: number) => throttle.begin('ines', '10.0.0.1', nowMs);
	const first: number[] = [];
	for (let i = 0; i < 5; i += 1) first.push(await begin(0));
	expect(first).toEqual([0, 0, 0, 0, 0]);
	expect(await begin(0)).toBe(1_000);
	expect(await begin(999)).toBe(1);
	expect(await begin(1_000)).toBe(0);
	expect(await begin(1_000)).toBe(2_000);
	expect(await begin(3_000)).toBe(0);
	await throttle.succeeded('ines', '10.0.0.1');
	expect(await begin(3_000)).toBe(0);
});

test('An account waits whatever address its tries come from, and others do not.', async () => {
	const { throttle } = await withThrottle();
	for (let i = 0; i < 5; i += 1) await throttle.begin('ines', `10.0.0.${i}`, 0);
	expect(await throttle.begin('ines', '10.0.0.99', 0)).toBe(1_000);
	expect(await throttle.begin('jo', '10.0.0.99', 0)).toBe(0);
});

test('An address waits after twenty wrong passwords, whatever accounts they were for.', async () => {
	const { throttle } = await withThrottle();
	for (let i = 0; i < 20; i += 1) {
		expect(await throttle.begin(`name-${i}`, '10.0.0.1', 0)).toBe(0);
	}
	expect(await throttle.begin('jo', '10.0.0.1', 0)).toBe(1_000);
	expect(await throttle.begin('jo', '10.0.0.2', 0)).toBe(0);
});

test('Tries that name no account count for their address alone, together with wrong passwords from there.', async () => {
	const { throttle } = await withThrottle();
	for (let i = 0; i < 10; i += 1) {
		expect(await throttle.begin(null, '10.0.0.1', 0)).toBe(0);
		expect(await throttle.begin(`name-${i}`, '10.0.0.1', 0)).toBe(0);
	}
	expect(await throttle.begin(null, '10.0.0.1', 0)).toBe(1_000);
	expect(await throttle.begin('jo', '10.0.0.1', 0)).toBe(1_000);
	expect(await throttle.begin(null, '10.0.0.2', 0)).toBe(0);
	await throttle.succeeded(null, '10.0.0.1');
	expect(await throttle.begin(null, '10.0.0.1', 0)).toBe(0);
});

test('A network of IPv6 waits as one address does, from whichever of its addresses the tries come.', async () => {
	const { throttle } = await withThrottle();
	for (let i = 0; i < 20; i += 1) {
		expect(await throttle.begin(null, `2001:db8::${i.toString(16)}`, 0)).toBe(0);
	}
	expect(await throttle.begin(null, '2001:db8::ffff', 0)).toBe(1_000);
	expect(await throttle.begin(null, '2001:db8:0:1::1', 0)).toBe(0);
});

test('A day without a failure forgets the earlier ones.', async () => {
	const { throttle } = await withThrottle();
	for (let i = 0; i < 5; i += 1) await throttle.begin('ines', '10.0.0.1', 0);
	expect(await throttle.begin('ines', '10.0.0.1', 24 * 60 * minuteMs)).toBe(0);
	expect(await throttle.begin('ines', '10.0.0.1', 24 * 60 * minuteMs)).toBe(0);
});

test('A clock that is set back by a day keeps nobody out who has not failed, and lengthens no wait.', async () => {
	const { database, throttle } = await withThrottle();
	const dayMs = 24 * 60 * minuteMs;
	await throttle.begin('ines', '10.0.0.1', dayMs);
	await throttle.succeeded('ines', '10.0.0.1');
	for (let i = 0; i < 5; i += 1) await throttle.begin('jo', '10.0.0.2', dayMs);
	for (const each of [throttle, over(database)]) {
		expect(await each.begin('ines', '10.0.0.1', 0)).toBe(0);
		await each.succeeded('ines', '10.0.0.1');
		expect(await each.begin('jo', '10.0.0.2', 0)).toBe(1_000);
		expect(await each.begin('jo', '10.0.0.2', 400)).toBe(600);
	}
});

test('Tries that are under way count before it is known how they end, the first of a process too.', async () => {
	const { throttle } = await withThrottle();
	const waits = await Promise.all(
		Array.from({ length: 100 }, () => throttle.begin('ines', '10.0.0.1', 0))
	);
	expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(5);
});

test('A restart forgets nothing that a day has not, and a right password is not held against anybody after it.', async () => {
	const { database, throttle } = await withThrottle();
	for (let i = 0; i < 5; i += 1) await throttle.begin('ines', '10.0.0.1', 0);
	await throttle.begin('jo', '10.0.0.2', 0);
	await throttle.succeeded('jo', '10.0.0.2');
	const restarted = over(database);
	expect(await restarted.begin('ines', '10.0.0.9', 0)).toBe(1_000);
	expect(await restarted.begin('jo', '10.0.0.2', 0)).toBe(0);
	const nextDay = over(database);
	expect(await nextDay.begin('kim', '10.0.0.9', 24 * 60 * minuteMs + 1)).toBe(0);
	// Of the days before nothing is left but what was held against today.
	expect(await numberOf(database, 'select count(*) from login_failures')).toBe(2);
});

test('Names and addresses are kept as hashes: people type passwords where names belong.', async () => {
	const { database, throttle } = await withThrottle();
	await throttle.begin('lantern gravel otter', '10.0.0.1', 0);
	const rows = await database.readSql('select * from login_failures');
	const text = JSON.stringify(rows.map((row) => Object.values(row)));
	expect(rows).toHaveLength(2);
	expect(text).not.toContain('lantern');
	expect(text).not.toContain('10.0.0.1');
});

test('No more than 10,000 names and addresses are kept, the newest, in memory and in the database.', async () => {
	const { database } = await withThrottle();
	const values = Array.from(
		{ length: 10_050 },
		(_, i) => `('${String(i).padStart(64, '0')}', 1, '${new Date(i).toISOString()}')`
	);
	await database.write([`insert into login_failures values ${values.join(', ')}`]);
	const throttle = over(database);
	const count = () => numberOf(database, 'select count(*) from login_failures');
	for (let i = 0; i < 5; i += 1) await throttle.begin('ines', '10.0.0.1', 20_000);
	expect(await count()).toBe(10_000);
	expect(await throttle.begin('ines', '10.0.0.1', 20_000)).toBe(1_000);
	expect(await numberOf(database, 'select min(key_hash) from login_failures')).toBe(
		String(52).padStart(64, '0')
	);
});

test('Where there is no database yet nothing is kept, and it is asked for anew each time.', async () => {
	const path = temporaryPath();
	let opened: Database | null = null;
	const throttle = createLoginThrottle(
		loginFailuresIn(() =>
			opened
				? Promise.resolve(opened)
				: Promise.reject(new BenchError('E_NOT_FOUND', 'there is no database yet'))
		)
	);
	expect(await throttle.begin('ines', '10.0.0.1', 0)).toBe(0);
	opened = await openTemporary(path);
	expect(await throttle.begin('ines', '10.0.0.1', 0)).toBe(0);
	expect(await numberOf(opened, 'select max(failures) from login_failures')).toBe(2);
});

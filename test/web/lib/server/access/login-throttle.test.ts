import { expect, test } from 'vitest';
import { createLoginThrottle } from '#lib/server/access/login-throttle.ts';

const minuteMs = 60_000;

test('After five wrong passwords the sixth waits a second, the seventh two, and a right one forgets it.', () => {
	const throttle = createLoginThrottle();
	const begin = (nowMs: number) => throttle.begin('ines', '10.0.0.1', nowMs);
	expect([0, 0, 0, 0, 0].map(begin)).toEqual([0, 0, 0, 0, 0]);
	expect(begin(0)).toBe(1_000);
	expect(begin(999)).toBe(1);
	expect(begin(1_000)).toBe(0);
	expect(begin(1_000)).toBe(2_000);
	expect(begin(3_000)).toBe(0);
	throttle.succeeded('ines', '10.0.0.1');
	expect(begin(3_000)).toBe(0);
});

test('An account waits whatever address its tries come from, and others do not.', () => {
	const throttle = createLoginThrottle();
	for (let i = 0; i < 5; i += 1) throttle.begin('ines', `10.0.0.${i}`, 0);
	expect(throttle.begin('ines', '10.0.0.99', 0)).toBe(1_000);
	expect(throttle.begin('jo', '10.0.0.99', 0)).toBe(0);
});

test('An address waits after twenty wrong passwords, whatever accounts they were for.', () => {
	const throttle = createLoginThrottle();
	for (let i = 0; i < 20; i += 1) expect(throttle.begin(`name-${i}`, '10.0.0.1', 0)).toBe(0);
	expect(throttle.begin('jo', '10.0.0.1', 0)).toBe(1_000);
	expect(throttle.begin('jo', '10.0.0.2', 0)).toBe(0);
});

test('A day without a failure forgets the earlier ones.', () => {
	const throttle = createLoginThrottle();
	for (let i = 0; i < 5; i += 1) throttle.begin('ines', '10.0.0.1', 0);
	expect(throttle.begin('ines', '10.0.0.1', 24 * 60 * minuteMs)).toBe(0);
	expect(throttle.begin('ines', '10.0.0.1', 24 * 60 * minuteMs)).toBe(0);
});

test('Tries that are under way count before it is known how they end.', () => {
	const throttle = createLoginThrottle();
	const waits = Array.from({ length: 100 }, () => throttle.begin('ines', '10.0.0.1', 0));
	expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(5);
});

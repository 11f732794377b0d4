import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createRunId } from '#bench/commands/run/run-record.ts';
import { hashOf } from '#bench/commands/run/hash-of.ts';

describe('the id of a run', () => {
	it('is made of the second of its start and something random', () => {
		const startedAt = new Date('2026-11-20T20:33:45.999Z');
		expect(createRunId(startedAt, Buffer.from('3f9a', 'hex'))).toBe('20261120T203345-3f9a');
		expect(createRunId(startedAt)).toMatch(/^20261120T203345-[0-9a-f]{4}$/);
	});

	it('sorts by the time of the start', () => {
		const date = fc.date({
			min: new Date('2000-01-01'),
			max: new Date('2099-12-31'),
			noInvalidDate: true
		});
		fc.assert(
			fc.property(date, date, (a, b) => {
				const [first, second] = [a, b].map((each) => createRunId(each, Buffer.alloc(2)));
				const [aS, bS] = [a, b].map((each) => Math.floor(each.getTime() / 1_000));
				expect(first! < second!).toBe(aS! < bS!);
			})
		);
	});
});

/** The same value with the keys of every object in reverse. */
const reversed = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(reversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, part]) => [key, reversed(part)])
	);
};

describe('the hash of a config', () => {
	it('does not depend on the order of keys', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(hashOf(reversed(value))).toBe(hashOf(value));
			})
		);
	});

	it('depends on everything else', () => {
		const values = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: '1' }, { a: [1] }, [1, 2], [2, 1], null, {}];
		expect(new Set(values.map(hashOf)).size).toBe(values.length);
	});
});

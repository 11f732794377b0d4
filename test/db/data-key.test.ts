/** Keys are read in the forms in which tools write them, and nothing else passes for one. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyIdOf, parseDataKey, readDataKeys } from '#db/data-key.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('a data key', () => {
	it('is read from hexadecimal digits and from base64, of either alphabet, filled up or not', () => {
		fc.assert(
			fc.property(keys, (key) => {
				const forms = [
					key.toString('hex'),
					key.toString('hex').toUpperCase(),
					key.toString('base64'),
					key.toString('base64').replace('=', ''),
					key.toString('base64url'),
					` ${key.toString('base64')}\n`
				];
				for (const form of forms) expect(parseDataKey(form, 'KEY').equals(key)).toBe(true);
			})
		);
	});

	it('of another length is refused, in words that do not repeat it', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 80 }).filter((n) => n !== 32),
				fc.constantFrom('hex', 'base64', 'base64url'),
				(length, encoding) => {
					const text = randomBytes(length).toString(encoding);
					const message = (() => {
						try {
							parseDataKey(text, 'BENCH_DATA_KEY');
							return '';
						} catch (error) {
							return String(error);
						}
					})();
					expect(message).toContain('BENCH_DATA_KEY is no key: expected 32 bytes');
					if (length > 2) expect(message).not.toContain(text);
				}
			)
		);
	});

	it('that is a word is refused, and so are 64 letters that are no digits', () => {
		for (const text of ['secret', 'g'.repeat(64), `${'A'.repeat(42)}!=`, 'A'.repeat(42)]) {
			expect(() => parseDataKey(text, 'BENCH_DATA_KEY')).toThrow(/is no key/u);
		}
	});

	it('has an id of its own that does not hold the key', () => {
		const [a, b] = [randomBytes(32), randomBytes(32)];
		expect(keyIdOf(a).equals(keyIdOf(Buffer.from(a)))).toBe(true);
		expect(keyIdOf(a).equals(keyIdOf(b))).toBe(false);
		expect(a.includes(keyIdOf(a))).toBe(false);
	});

	it('is absent where the variable is empty, and an old one is nothing without its successor', () => {
		const [current, old] = [randomBytes(32), randomBytes(32)];
		expect(readDataKeys({})).toEqual({ current: null, old: null });
		expect(readDataKeys({ BENCH_DATA_KEY: ' ' })).toEqual({ current: null, old: null });
		const env = {
			BENCH_DATA_KEY: current.toString('hex'),
			BENCH_DATA_KEY_OLD: old.toString('base64')
		};
		expect(readDataKeys(env)).toEqual({ current, old });
		expect(() => readDataKeys({ BENCH_DATA_KEY_OLD: env.BENCH_DATA_KEY_OLD })).toThrow(
			/BENCH_DATA_KEY_OLD is set and BENCH_DATA_KEY is not/u
		);
	});
});

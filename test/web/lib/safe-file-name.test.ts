import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '#lib/safe-file-name.ts';

describe('the name of a file that is saved', () => {
	it.each([
		['contract-questions-crossover.csv', 'contract-questions-crossover.csv'],
		['gpt-5.4-history.csv', 'gpt-5.4-history.csv'],
		['../../etc/passwd', 'etc-passwd'],
		['..\\..\\offer.csv', 'offer.csv'],
		['a\u202egpj.exe.csv', 'a-gpj.exe.csv'],
		['x".csv\r\nset-cookie: a=b', 'x-.csv-set-cookie-a-b'],
		['.htaccess', 'file.htaccess'],
		['con.csv', 'file-con.csv'],
		['...', 'file'],
		['', 'file'],
		['report .', 'report']
	])('is of %j: %s', (name, safe) => {
		expect(safeFileName(name)).toBe(safe);
	});

	it('is short and plain whatever it is made from, and keeps its ending', () => {
		const words = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 300 }),
			fc.string({
				unit: fc.constantFrom('.', '/', '\\', '-', 'a', 'nul', ' ', '\0'),
				maxLength: 300
			})
		);
		fc.assert(
			fc.property(words, fc.constantFrom('.csv', '.json', '.png', '.html'), (stem, ending) => {
				const name = safeFileName(stem + ending);
				expect(name).toMatch(/^[a-z\d](?:[\w.-]*[a-z\d])?$/iu);
				expect(name).not.toContain('..');
				expect(name.endsWith(ending)).toBe(true);
				expect(name.length).toBeLessThanOrEqual(130);
			})
		);
	});
});

/** State in addresses: nonsense falls back and is told. */
import { describe, expect, it } from 'vitest';
import { changedQuery, createQueryReader } from '#lib/query-reader.ts';

const read = (query: string) => createQueryReader(new URLSearchParams(query));

describe('reading an address', () => {
	it('reads what is there, and null for what is not', () => {
		const query = read('state=failed&page=3&text= a b &stage=1&stage=2&empty=');
		expect(query.choice('state', ['failed', 'running'])).toBe('failed');
		expect(query.whole('page', 1)).toBe(3);
		expect(query.text('text')).toBe('a b');
		expect(query.texts('stage')).toStrictEqual(['1', '2']);
		expect([query.text('empty'), query.whole('none', 0)]).toStrictEqual([null, null]);
		expect(query.unread).toStrictEqual([]);
	});

	it.each(['page=0', 'page=-1', 'page=1.5', 'page=many', 'page=99999999999'])(
		'leaves %s out and says so',
		(text) => {
			const query = read(text);
			expect(query.whole('page', 1)).toBeNull();
			expect(query.unread).toStrictEqual([
				`“${text}” is left out: expected a whole number from 1.`
			]);
		}
	);

	it('names the words that it knows', () => {
		const query = read('state=finished');
		expect(query.choice('state', ['failed', 'running'])).toBeNull();
		expect(query.unread[0]).toBe('“state=finished” is left out: expected one of failed, running.');
	});

	it('shortens what it repeats', () => {
		const query = read(`text=${'x'.repeat(1_000)}`);
		expect(query.text('text')).toBeNull();
		expect(query.unread[0]?.length).toBeLessThan(120);
	});
});

describe('changing an address', () => {
	const url = new URL('http://site/runs?state=failed&page=4&stage=1&stage=2');

	it('keeps the rest and goes back to the first page', () => {
		expect(changedQuery(url, { state: 'running' })).toBe('/runs?stage=1&stage=2&state=running');
	});

	it('changes the page alone', () => {
		expect(changedQuery(url, { page: '5' })).toBe('/runs?state=failed&stage=1&stage=2&page=5');
	});

	it('takes out, and sets several', () => {
		expect(changedQuery(url, { state: null, stage: ['7', '8'] })).toBe('/runs?stage=7&stage=8');
		expect(changedQuery(url, { state: null, stage: null })).toBe('/runs');
	});
});

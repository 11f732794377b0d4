/** Keys of settings read as words. */
import { expect, it } from 'vitest';
import { settingInWords } from '#lib/compare/setting-in-words.ts';

it.each([
	['tunedFrom.data.items', 'tuned from: data: items'],
	['baseUrl', 'base URL'],
	['tls.serverName', 'TLS: server name'],
	['price.inputUsdPerMtok', 'price: input USD per million tokens'],
	['limits.maxConnections', 'limits: max connections'],
	['seed', 'seed']
])('says %s as %s', (key, words) => {
	expect(settingInWords(key)).toBe(words);
});

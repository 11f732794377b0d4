/** The article before a noun goes by how the noun is spoken. */
import { describe, expect, it } from 'vitest';
import { withArticle } from '#core/with-article.ts';

describe('the article before a noun', () => {
	it.each([
		['an', ['item', 'error', 'hour', 'answer', 'FTE-year', 'SLO', 'API call', 'api-contract']],
		[
			'a',
			[
				'node-hour',
				'unit',
				'user',
				'USD',
				'GPU',
				'kWh',
				'MWh',
				'Mtok',
				'year',
				'uniform range',
				'euro'
			]
		]
	])('is %s before %j', (article, nouns) => {
		expect(nouns.map(withArticle)).toEqual(nouns.map((noun) => `${article} ${noun}`));
	});
});

import { expect, test } from 'vitest';
import { saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { markConfidential } from '#db/quotes.server.ts';
import type { Api } from '#lib/server/api/index.ts';
import { ask, caseOf, openQuotedDesk, quoteOf, useCaseId } from './support/quoted-desk.ts';

test('A saved set tells of a confidential quote neither its id, nor the option that it prices, nor what was typed for it.', async () => {
	const { database, whole, open, ids } = await openQuotedDesk();
	const values = {
		[`quote.${ids['api-corvid']}.commit`]: '1000',
		'northlake.rent.quotedUsdPerHour': '17.5',
		'demand.peakToAverage': '4'
	};
	await saveAssumptionSet(
		database,
		{ useCaseId, name: 'walk away', values, author: 'Jo' },
		{ savedAtUtc: '2026-11-21T10:00:00.000Z' }
	);
	const valuesFor = async (api: Api): Promise<object[]> => {
		const { text } = await ask(api, `${caseOf}/assumption-sets`);
		return (JSON.parse(text) as { sets: { values: object }[] }).sets.map((set) => set.values);
	};
	expect(await valuesFor(open)).toEqual([values]);
	await markConfidential(database, quoteOf('api-corvid'), true);
	await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
	expect(await valuesFor(open)).toEqual([{ 'demand.peakToAverage': '4' }]);
	expect(await valuesFor(whole)).toEqual([values]);
});

import { expect, test } from 'vitest';
import { listAssumptionSets, saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { markConfidential } from '#db/quotes.server.ts';
import { BenchError } from '#core/errors.ts';
import type { Api } from '#lib/server/api/index.ts';
import { shownSets, withHiddenValues } from '#lib/server/shown-sets.ts';
import type { UseCases } from '#lib/server/use-cases.ts';
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

test('Who replaces a set leaves what is hidden from them in it as it was, and is told nothing of it.', async () => {
	const { database, whole, open, ids } = await openQuotedDesk();
	const committed = `quote.${ids['api-corvid']}.commit`;
	const of = `${caseOf}/assumption-sets`;
	const save = async (api: Api, values: object): Promise<unknown> => {
		const body = { name: 'walk away', author: null, values, replace: true };
		const { status, text } = await ask(api, of, body);
		expect(status).toBe(200);
		return (JSON.parse(text) as { values: unknown }).values;
	};
	await save(whole, { [committed]: '1000', 'demand.peakToAverage': '4' });
	await markConfidential(database, quoteOf('api-corvid'), true);
	expect(await save(open, { 'demand.peakToAverage': '5' })).toEqual({
		'demand.peakToAverage': '5'
	});
	const [set] = await listAssumptionSets(database, useCaseId);
	expect(set?.values).toEqual({ [committed]: '1000', 'demand.peakToAverage': '5' });
	// Who sees everything replaces everything.
	await save(whole, { 'demand.peakToAverage': '6' });
	const [after] = await listAssumptionSets(database, useCaseId);
	expect(after?.values).toEqual({ 'demand.peakToAverage': '6' });
});

test('Who does not see all of a set does not delete it, and is told of no value; who sees all of it does.', async () => {
	const { database, whole, open, ids } = await openQuotedDesk();
	const committed = `quote.${ids['api-corvid']}.commit`;
	const saved = async (name: string, values: Record<string, string>): Promise<string> =>
		(
			await saveAssumptionSet(
				database,
				{ useCaseId, name, values, author: 'Jo' },
				{ savedAtUtc: '2026-11-21T10:00:00.000Z' }
			)
		).id;
	const hiding = await saved('walk away', { [committed]: '1000', 'demand.peakToAverage': '4' });
	const plain = await saved('busy', { 'demand.peakToAverage': '5' });
	await markConfidential(database, quoteOf('api-corvid'), true);
	const remove = async (api: Api, id: string, of = caseOf) => {
		const response = await api.request(`${of}/assumption-sets/${id}`, {
			method: 'DELETE',
			headers: { 'content-type': 'application/json' }
		});
		return { status: response.status, text: await response.text() };
	};
	const refused = await remove(open, hiding);
	expect(refused.status).toBe(403);
	expect(refused.text).toContain('holds values that you may not see');
	expect(refused.text).not.toMatch(/1000|commit|corvid/iu);
	// Not under the name of another use case either.
	expect((await remove(open, hiding, '/api/use-cases/another')).status).toBe(404);
	expect(await listAssumptionSets(database, useCaseId)).toHaveLength(2);
	expect((await remove(open, plain)).status).toBe(200);
	expect((await remove(whole, hiding)).status).toBe(200);
	expect(await listAssumptionSets(database, useCaseId)).toEqual([]);
});

test('Where the case cannot be resolved, a set is not replaced: nobody knows what of it is hidden.', async () => {
	const { database } = await openQuotedDesk();
	const draft = { useCaseId, name: 'walk away', values: {}, author: null };
	const useCases = {
		list: () => Promise.resolve({ useCases: [{ id: useCaseId, specFile: 'spec.yaml' }] }),
		resolve: () => Promise.reject(new BenchError('E_CONFIG', 'the spec cannot be read'))
	} as unknown as UseCases;
	const of = { database: { ...database, hidesConfidential: true as const }, useCases };
	await expect(withHiddenValues(draft, of)).rejects.toThrow('the spec cannot be read');
	const stored = { ...draft, id: 'a', savedAtUtc: '2026-11-21T10:00:00.000Z', values: { a: '1' } };
	expect(await shownSets([stored], useCaseId, of)).toEqual([{ ...stored, values: {} }]);
});

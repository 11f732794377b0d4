/** What readers see who may not see confidential quotes: over the quotes and the spec of the demo, whatever route they ask. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordDecision } from '#db/decisions.server.ts';
import { insertQuote, markConfidential } from '#db/quotes.server.ts';
import {
	ask,
	caseOf,
	decisionsOf,
	openQuotedDesk,
	quoteNames,
	quoteOf,
	useCaseId
} from './support/quoted-desk.ts';

/** Every route that tells of quotes, or of figures that may rest on one. */
const pathsOf = (ids: Record<string, string>): string[] => {
	const all = Object.values(ids);
	return [
		'/api/quotes',
		...all.flatMap((id) => [
			`/api/quotes/${id}`,
			`/api/quotes/${id}/targets?useCase=contract-questions`,
			`/api/quotes/${id}/rfp?targets=include&useCase=contract-questions`,
			`/api/quotes/${id}/rfp.csv?targets=include&useCase=contract-questions`
		]),
		`/api/quotes/compare?ids=${ids['server-meridian']},${ids['api-corvid']}`,
		'/api/use-cases',
		`${caseOf}/case`,
		`${caseOf}/answer`,
		`${caseOf}/stages`,
		`${caseOf}/hybrids`,
		`${caseOf}/evidence`,
		`${caseOf}/assumption-sets`,
		'/api/portfolio',
		'/api/decisions'
	];
};

describe('a confidential quote', () => {
	test.each(quoteNames)(
		'of %s is told by no route to who may not see it, neither its vendor nor its number, while others are told',
		async (name) => {
			const { database, whole, open, ids } = await openQuotedDesk();
			const { vendor, number } = quoteOf(name);
			await markConfidential(database, quoteOf(name), true);
			const [brand = ''] = vendor.split(' ');
			// What was asked for is said again where it is not found.
			const asked = ids[name] ?? '';
			for (const path of pathsOf(ids)) {
				const seen = await ask(open, path);
				expect(seen.status, path).not.toBe(500);
				const text = path.includes(asked) ? seen.text.replaceAll(asked, '') : seen.text;
				expect(text.toLowerCase(), path).not.toContain(brand.toLowerCase());
				expect(text, path).not.toContain(number);
			}
			// The same routes do tell it to who may see it.
			const toldIn = ['/api/quotes', `/api/quotes/${asked}`];
			for (const path of [...toldIn, '/api/use-cases/contract-questions/case']) {
				expect((await ask(whole, path)).text, path).toContain(vendor);
			}
		},
		120_000
	);

	test('leaves its option out of the figures of others, and says why without a name', async () => {
		const { database, whole, open } = await openQuotedDesk();
		await markConfidential(database, quoteOf('api-corvid'), true);
		const path = '/api/use-cases/contract-questions/case';
		const seen = JSON.parse((await ask(open, path)).text) as {
			costCase: { options: { id: string }[]; unavailable: object[] };
		};
		expect(seen.costCase.options.map(({ id }) => id)).toEqual(['own', 'northlake']);
		expect(seen.costCase.unavailable).toMatchObject([
			{
				id: 'confidential-1',
				title: 'Option with a confidential quote',
				reason: 'a price of it is from a confidential quote'
			}
		]);
		expect((await ask(whole, path)).text).toContain('"id":"corvid"');
	});

	test('is not counted in the mark of an answer, which is another one as soon as it is marked', async () => {
		const { database, open } = await openQuotedDesk();
		const markOf = async (): Promise<string> =>
			(JSON.parse((await ask(open, `${caseOf}/answer`)).text) as { mark: string }).mark;
		const before = await markOf();
		expect(before).toMatch(/^[\w-]{43}$/u);
		expect(await markOf()).toBe(before);
		await markConfidential(database, quoteOf('api-corvid'), true);
		expect(await markOf()).not.toBe(before);
	});

	test('is seen again by all once it is opened, without a restart', async () => {
		const { database, open, ids } = await openQuotedDesk();
		const path = `/api/quotes/${ids['api-corvid']}`;
		const casePath = '/api/use-cases/contract-questions/case';
		expect((await ask(open, casePath)).text).toContain('"id":"corvid"');
		await markConfidential(database, quoteOf('api-corvid'), true);
		expect((await ask(open, path)).status).toBe(404);
		expect((await ask(open, casePath)).text).not.toContain('"id":"corvid"');
		await markConfidential(database, quoteOf('api-corvid'), false);
		expect((await ask(open, path)).status).toBe(200);
		expect((await ask(open, casePath)).text).toContain('"id":"corvid"');
	});

	test('hides the decisions that rested on it, those from before it was marked too', async () => {
		const { database, whole, open, ids } = await openQuotedDesk();
		const evidence = JSON.parse(
			(await ask(whole, '/api/use-cases/contract-questions/evidence')).text
		) as { evidence: Parameters<typeof recordDecision>[1]['evidence'] };
		expect(evidence.evidence.quoteIds).toContain(ids['api-corvid']);
		await recordDecision(
			database,
			{
				useCaseId: 'contract-questions',
				choice: 'buy',
				optionId: 'corvid',
				decidedBy: 'Jo',
				note: '',
				evidence: evidence.evidence
			},
			{ decidedAtUtc: '2026-11-21T10:00:00.000Z', supersedesId: null }
		);
		const numbers = async (): Promise<number[]> => [
			(await decisionsOf(whole)).length,
			(await decisionsOf(open)).length
		];
		expect(await numbers()).toEqual([1, 1]);
		await markConfidential(database, quoteOf('api-corvid'), true);
		expect(await numbers()).toEqual([1, 0]);
		expect((await ask(open, '/api/portfolio')).text).toContain('"decision":null');
	});
});

test.each([
	{
		name: 'gpu-cloud-northlake',
		...{ optionId: 'northlake', title: 'tuned 70B on rented GPUs' },
		hidden: ['gpu-cloud-northlake']
	},
	// Another option is hidden as well, and must keep its own place.
	{
		name: 'api-corvid',
		...{ optionId: 'corvid', title: 'Corvid API' },
		hidden: ['api-corvid', 'gpu-cloud-northlake']
	}
])(
	'An offer that all may see, put in place of the confidential one of $name, does not tell the name of the option.',
	async ({ name, optionId, title, hidden }) => {
		const { database, whole, open } = await openQuotedDesk();
		for (const each of hidden) await markConfidential(database, quoteOf(each), true);
		const ids: string[] = [];
		for (const number of ['XX-1', 'XX-2']) {
			const { id: stored } = await insertQuote(
				database,
				{ ...quoteOf(name), vendor: 'Openlake', number },
				{
					...{ fileName: 'other.yaml', fileHash: number, enteredBy: 'Ines' },
					importedAtUtc: '2026-11-20T10:00:00.000Z'
				}
			);
			ids.push(stored);
		}
		const [id = ''] = ids;
		const masked = '"optionId":"confidential-1"';
		const targets = await ask(open, `/api/quotes/${id}/targets?useCase=${useCaseId}`);
		expect(JSON.parse(targets.text)).toMatchObject({ inPlaceOf: 'a confidential quote' });
		expect(targets.text).toContain(masked);
		const atWork = `useCase=${useCaseId}&ids=${ids.join(',')}`;
		const compared = await ask(open, `/api/quotes/compare?${atWork}`);
		expect(compared.text).toContain(masked);
		const answers = [
			targets,
			compared,
			await ask(open, `/api/quotes/compare.csv?${atWork}`),
			await ask(open, `/api/quotes/${id}/rfp?targets=include&useCase=${useCaseId}`),
			await ask(open, `/api/quotes/${id}/rfp.csv?targets=include&useCase=${useCaseId}`)
		];
		for (const { status, text } of answers) {
			expect(status, text).toBe(200);
			for (const word of [`"${optionId}"`, `${optionId}.`, title]) expect(text).not.toContain(word);
		}
		const own = await ask(whole, `/api/quotes/${id}/targets?useCase=${useCaseId}`);
		expect(own.text).toContain(`"optionId":"${optionId}"`);
	}
);

test('An open offer with the number of a confidential one prices nothing in its place, and does not bring back the name of the option.', async () => {
	const { database, whole, open } = await openQuotedDesk();
	await markConfidential(database, quoteOf('api-corvid'), true);
	const { id } = await insertQuote(
		database,
		{ ...quoteOf('api-corvid'), vendor: 'Zeta Models' },
		{
			...{ fileName: 'zeta.yaml', fileHash: 'zeta', enteredBy: 'Ines' },
			importedAtUtc: '2026-11-20T10:00:00.000Z'
		}
	);
	const seen = await ask(open, `${caseOf}/case`);
	expect(seen.status).toBe(200);
	expect(seen.text).toContain('"title":"Option with a confidential quote"');
	for (const word of ['Corvid', '"corvid"', 'Zeta', quoteOf('api-corvid').number]) {
		expect(seen.text).not.toContain(word);
	}
	const targets = await ask(open, `/api/quotes/${id}/targets?useCase=${useCaseId}`);
	expect(JSON.parse(targets.text)).toMatchObject({ inPlaceOf: 'a confidential quote' });
	expect(targets.text).not.toContain('Corvid');
	expect((await ask(whole, `${caseOf}/case`)).text).toContain('may be several quotes');
});

test('The spec of the demo names the vendor of a quote as its option, which the tests above rest on.', () => {
	expect(readFileSync('scenarios/costs/quoted.yaml', 'utf8')).toContain('title: Corvid API');
});

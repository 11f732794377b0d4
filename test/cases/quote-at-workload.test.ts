/** What an offer that a spec does not name means for its use case. */
import { describe, expect, it } from 'vitest';
import { fullSpec } from '#bench/cases/find-spec.ts';
import { quoteAtWorkload, quoteTargets } from '#bench/cases/quote-at-workload.ts';
import { specWithQuote } from '#bench/cases/spec-with-quote.ts';
import { openDatabase } from '#db/client.server.ts';
import { findQuote } from '#db/quotes.server.ts';
import { written, type Written } from '../core/quote/sample-quote.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	typedSpec
} from '../commands/support/cost-desk.ts';

const at = { at: '2026-11-20' };

const place = async (...quotes: Written[]) => {
	const desk = openDesk();
	for (const [index, quote] of quotes.entries()) {
		await desk.quote('import', desk.file(`quote-${String(index)}.yaml`, quote));
	}
	const rented = {
		...makeOption({ kind: 'make-rented', gpusPerNode: 8, rent: { quote: 'Q-1' } }),
		node: undefined,
		site: undefined
	};
	const spec = desk.file(
		'c.json',
		typedSpec({ options: [buyOption(), rented], offerHosts: false })
	);
	const database = await openDatabase(desk.databaseUrl);
	return { desk, spec, database, open: () => Promise.resolve(database) };
};

const cloud = written['gpu-cloud'];
const dearer = {
	...cloud,
	number: 'Q-2',
	lines: [
		{ id: 'g', item: 'gpu', quantity: 8, unit: 'gpu-hour', unitPrice: 4.7, recurring: 'hour' }
	]
};

describe('an offer at the workload of a use case', () => {
	it('stands in the option of its kind, in place of the offer that the spec names', async () => {
		const { spec, database } = await place(cloud, dearer);
		const stored = await findQuote(database, 'Q-2');
		const swapped = specWithQuote((await fullSpec(spec)).spec, stored);
		expect(swapped?.inPlaceOf).toBe('Q-1');
		expect(JSON.stringify(swapped?.spec)).toContain(stored.id);
		await database.close();
	});

	it('costs what the command says of a spec that names it', async () => {
		const { desk, spec, database, open } = await place(cloud, dearer);
		const stored = await findQuote(database, 'Q-1');
		const found = await quoteAtWorkload(spec, stored, at, open);
		const { options } = jsonOf(await desk.cost('--spec', spec, '--at', at.at, '--json')) as {
			options: { id: string; usdPerMonth: string }[];
		};
		expect(found.usdPerMonth).toBe(options.find(({ id }) => id === found.optionId)?.usdPerMonth);
		const other = await quoteAtWorkload(spec, await findQuote(database, 'Q-2'), at, open);
		expect(Number(other.usdPerMonth)).toBeGreaterThan(Number(found.usdPerMonth));
		await database.close();
	});

	it('has no cost where no option takes such a price, or the offer has run out', async () => {
		const { spec, database, open } = await place(cloud);
		const seats = { ...(await findQuote(database, 'Q-1')), quote: { kind: 'seat-subscription' } };
		expect(await quoteAtWorkload(spec, seats as never, at, open)).toMatchObject({
			usdPerAcceptedAnswer: null,
			reason: 'no option of this use case takes a price from a quote of kind seat-subscription'
		});
		const late = await quoteAtWorkload(
			spec,
			await findQuote(database, 'Q-1'),
			{ at: '2027-06-01' },
			open
		);
		expect(late.reason).toContain('expired on 2026-12-31');
		await database.close();
	});

	it('has target prices, and says which offer it stands for', async () => {
		const { spec, database, open } = await place(cloud, dearer);
		const named = await quoteTargets(spec, await findQuote(database, 'Q-1'), at, open);
		expect(named.inPlaceOf).toBeNull();
		expect(named.report.sheets.flatMap(({ targets }) => targets).length).toBeGreaterThan(0);
		const other = await quoteTargets(spec, await findQuote(database, 'Q-2'), at, open);
		expect(other.inPlaceOf).toBe('Q-1');
		await database.close();
	});
});

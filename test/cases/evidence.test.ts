/** What a number rests on, as a reference that a page can open, beside the sentence that says so. */
import { describe, expect, it } from 'vitest';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { written } from '../core/quote/sample-quote.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	typedSpec
} from '../commands/support/cost-desk.ts';

const parametersOf = async (
	options: Record<string, unknown>[],
	quote: Record<string, unknown> | null = null
): Promise<Parameter[]> => {
	const desk = openDesk();
	if (quote) await desk.quote('import', desk.file('quote.yaml', quote));
	const spec = desk.file('c.json', typedSpec({ options, draws: 100, offerHosts: false }));
	const text = await desk.cost('sensitivity', '--spec', spec, '--at', '2026-11-20', '--json');
	const { swings } = jsonOf(text) as { swings: { parameter: Parameter }[] };
	return swings.map(({ parameter }) => parameter);
};

describe('the evidence of a number', () => {
	it('is the quote whose price it is', async () => {
		const rent = { gpusPerNode: 8, kind: 'make-rented', rent: { quote: 'Q' } };
		const own = { ...makeOption(rent), node: undefined, site: undefined };
		const quote = { ...written['gpu-cloud'], number: 'Q' };
		const parameters = await parametersOf([buyOption(), own], quote);
		const quoted = parameters.filter(({ basis }) => basis === 'quote');
		expect(quoted.map(({ evidence }) => evidence?.kind)).toEqual(quoted.map(() => 'quote'));
		expect(quoted.length).toBeGreaterThan(0);
	});

	it('is the price of the book', async () => {
		const price = { provider: 'openai', model: 'gpt-5-mini', serviceTier: 'standard' };
		const tokens = { uncachedInput: 1_000, output: 100 };
		const parameters = await parametersOf([buyOption({ price, tokens }), makeOption()]);
		expect(parameters.find(({ basis }) => basis === 'price-book')?.evidence).toEqual({
			kind: 'price',
			provider: 'openai',
			model: 'gpt-5-mini'
		});
	});

	it('is absent where a number was typed', async () => {
		const parameters = await parametersOf([buyOption(), makeOption()]);
		const typed = parameters.filter(({ basis }) => basis === 'user');
		expect(typed.length).toBeGreaterThan(0);
		expect(typed.every(({ evidence }) => evidence === undefined)).toBe(true);
	});
});

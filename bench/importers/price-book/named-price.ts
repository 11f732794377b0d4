/** One price list of the book by the name `PROVIDER/MODEL`, as a flag has it. */
import { BenchError } from '#core/errors.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { PriceBook } from './price-book.ts';

const listedNames = 10;

/** The list that holds at a moment (ISO 8601, UTC). Throws E_USAGE for a name without a slash, E_NOT_FOUND for what the book does not have. */
export const namedPrice = (book: PriceBook, name: string, atUtc: string): PriceListEntry => {
	const slash = name.indexOf('/');
	if (slash <= 0 || slash === name.length - 1) {
		throw new BenchError('E_USAGE', `"${name}" names no price list`, {
			hint: 'Give provider and model, such as openai/gpt-5-mini; bench price list shows them.'
		});
	}
	const [provider, model] = [name.slice(0, slash), name.slice(slash + 1)];
	if (!book.providerIds.includes(provider)) {
		throw new BenchError('E_NOT_FOUND', `the price book has no provider "${provider}"`, {
			hint: `It has ${book.providerIds.join(', ')}.`
		});
	}
	const entry = book.find(provider, model, atUtc);
	if (entry) return entry;
	const near = book
		.list({ provider, model, atUtc })
		.slice(0, listedNames)
		.map((each) => `${provider}/${each.entry.modelId}`);
	throw new BenchError('E_NOT_FOUND', `the price book has no price of "${model}" at ${provider}`, {
		hint:
			near.length === 0
				? `bench price list --provider ${provider} shows what it has.`
				: `Names like it: ${near.join(', ')}.`
	});
};

/** A cost spec with one of its options priced by a quote that it does not name: what an offer means at our own workload. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { StoredQuote } from '#core/quote.ts';

type OptionSpec = FullCostSpec['options'][number];

/** The name of the quote that prices this part of an option; null where the part is priced otherwise or the option has none. */
const namedIn = (option: OptionSpec, kind: StoredQuote['quote']['kind']): string | null => {
	switch (kind) {
		case 'server-purchase':
			return 'node' in option ? (option.node.quote ?? null) : null;
		case 'colocation':
			return 'site' in option && option.site?.kind === 'colocation'
				? (option.site.quote ?? null)
				: null;
		case 'gpu-cloud':
			return 'rent' in option ? (option.rent?.quote ?? null) : null;
		case 'api-contract':
			return 'price' in option && option.price && 'quote' in option.price
				? option.price.quote
				: null;
		case 'seat-subscription':
		case 'managed-endpoint':
			return null;
	}
};

const pricedBy = (option: OptionSpec, name: string, id: string): OptionSpec => {
	const swap = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(swap);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, each]) => [
				key,
				key === 'quote' && each === name ? id : swap(each)
			])
		);
	};
	// Only a name changes, so that the form stays as it was checked.
	return swap(option) as OptionSpec;
};

export interface SpecWithQuote {
	spec: FullCostSpec;
	/** The option that the quote prices. */
	optionId: string;
	/** The quote that the spec names there. */
	inPlaceOf: string;
}

/**
 * The spec with the quote in place of the one that it names for the same part of an option: node, place, rent or token prices. Null
 * where no option takes such a price from a quote.
 */
export const specWithQuote = (
	spec: FullCostSpec,
	{ id, quote }: StoredQuote
): SpecWithQuote | null => {
	for (const option of spec.options) {
		const name = namedIn(option, quote.kind);
		if (name === null) continue;
		return {
			optionId: option.id,
			inPlaceOf: name,
			spec: {
				...spec,
				options: spec.options.map((each) => (each === option ? pricedBy(each, name, id) : each))
			}
		};
	}
	return null;
};

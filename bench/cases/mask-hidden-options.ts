/**
 * A cost spec for readers who may not see some of its quotes: the options that such a quote prices keep their place, and lose name and
 * id, which their author may have taken from the vendor.
 */
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { Database } from '#db/client.server.ts';
import { isHiddenQuote } from '#db/quotes.server.ts';
import { quotesOf } from './named-quotes.ts';

type OptionSpec = FullCostSpec['options'][number];

const maskedTitle = 'Option with a confidential quote';

/** Whether an option is priced by a quote that the database hides. */
const namesHidden = async (option: OptionSpec, database: Database): Promise<boolean> => {
	for (const name of quotesOf(option)) if (await isHiddenQuote(database, name)) return true;
	return false;
};

/** The ids of options that a hidden quote is part of, with what stands in their place, in the order of the spec. */
const maskedIds = async (
	{ options }: FullCostSpec,
	database: Database
): Promise<Map<string, string>> => {
	const hidden = new Set<string>();
	for (const option of options) if (await namesHidden(option, database)) hidden.add(option.id);
	for (const option of options) {
		if (option.kind === 'hybrid' && (hidden.has(option.local) || hidden.has(option.api))) {
			hidden.add(option.id);
		}
	}
	return new Map([...hidden].map((id, index) => [id, `confidential-${String(index + 1)}`]));
};

/**
 * The spec as it is, where the database hides nothing of it. `written` is the spec as its author wrote it, of the same options, where
 * another offer has been put into this one: an option keeps its mask when a quote that all may see takes the place of a hidden one.
 */
export const maskHiddenOptions = async (
	spec: FullCostSpec,
	openDatabase: () => Promise<Database>,
	written: FullCostSpec = spec
): Promise<FullCostSpec> => {
	// A spec without quotes needs no database, and there may be none yet.
	if (written.options.every((option) => quotesOf(option).length === 0)) return spec;
	const database = await openDatabase();
	if (database.hidesConfidential !== true) return spec;
	const ids = await maskedIds(written, database);
	const masked = (id: string): string => ids.get(id) ?? id;
	const options = spec.options.map((option): OptionSpec => {
		const own = ids.has(option.id) ? { id: masked(option.id), title: maskedTitle } : {};
		return option.kind === 'hybrid'
			? { ...option, ...own, local: masked(option.local), api: masked(option.api) }
			: { ...option, ...own };
	});
	const { make, buy } = spec.compare ?? {};
	return {
		...spec,
		options,
		...(spec.compare === undefined
			? {}
			: {
					compare: {
						...spec.compare,
						...(make === undefined ? {} : { make: masked(make) }),
						...(buy === undefined ? {} : { buy: masked(buy) })
					}
				})
	};
};

/**
 * The same open model at a host, beside every option that runs it: the fairest price to buy at, since neither quality nor
 * tokeniser differs. Which hosts have a model is in the model book, what they ask for it in the price book.
 */
import type { CellTarget } from '#core/cell-target.ts';
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { MakeOptionSpec } from '#core/cost-spec/make-option.ts';
import { BenchError } from '#core/errors.ts';
import type { Model } from '#core/model-book.ts';
import { openModelBook } from '#bench/importers/books.ts';
import { referencedCell, type ResolveContext } from './case-sources.ts';
import { measuredBy } from './resolve-quality.ts';

export interface HostedOffers {
	/** One option for each host with a price, by the option that runs the model itself. */
	offers: { beside: MakeOptionSpec; options: BuyOptionSpec[] }[];
	notes: string[];
}

const isMake = (option: FullCostSpec['options'][number]): option is MakeOptionSpec =>
	option.kind === 'make-owned' || option.kind === 'make-rented';

const modelOfTarget = (target: CellTarget): string | null =>
	'model' in target && target.kind !== 'emulated' ? target.model : null;

/** The name of the model that an option runs; null where nobody says. */
const modelName = async (
	option: MakeOptionSpec,
	context: ResolveContext
): Promise<string | null> => {
	if (option.model !== undefined) return option.model;
	const reference = measuredBy(option);
	if (!reference) return null;
	const { cell } = await referencedCell(context, reference);
	return modelOfTarget(cell.cell.target);
};

const lookUp = async (name: string): Promise<Model | null> => {
	try {
		return (await openModelBook()).find(name);
	} catch (error) {
		if (error instanceof BenchError && error.code === 'E_NOT_FOUND') return null;
		throw error;
	}
};

/**
 * What the host is asked for: the typed tokens of the option, else its measured usage, with the run beside them that says how good
 * the answers are. Null where there is neither.
 */
const usageOf = (option: MakeOptionSpec): Pick<BuyOptionSpec, 'tokens' | 'run'> | null => {
	const measured = measuredBy(option);
	if (!option.tokens && !measured) return null;
	return {
		...(option.tokens ? { tokens: option.tokens } : {}),
		...(measured ? { run: { run: measured.run, target: measured.target } } : {})
	};
};

const hostedOption = (
	option: MakeOptionSpec,
	model: Model,
	price: Model['prices'][number],
	usage: Pick<BuyOptionSpec, 'tokens' | 'run'>
): BuyOptionSpec => ({
	id: `${option.id}-at-${price.provider}`,
	title: `${model.title} at ${price.provider}`,
	kind: 'hosted',
	price: { provider: price.provider, model: price.model, serviceTier: 'standard', calls: {} },
	...usage,
	...(option.acceptShare ? { acceptShare: option.acceptShare } : {}),
	...(model.licence ? { licence: model.licence.name } : {}),
	other: [],
	tierMode: 'graduated',
	overageFactor: 1
});

/** Offers of hosts for the models of a spec, without those that the spec has itself. */
export const hostedOffers = async (
	spec: FullCostSpec,
	context: ResolveContext
): Promise<HostedOffers> => {
	const found: HostedOffers = { offers: [], notes: [] };
	if (!spec.offerHosts) return found;
	// Two options that run the same model on the same requests have the same hosts.
	const offered = new Set<string>();
	const isNew = (model: Model, usage: object): boolean => {
		const key = `${model.id} ${JSON.stringify(usage)}`;
		const before = offered.has(key);
		offered.add(key);
		return !before;
	};
	for (const option of spec.options.filter(isMake)) {
		const name = await modelName(option, context);
		if (name === null) {
			if (option.model === undefined && !measuredBy(option)) {
				found.notes.push(
					`${option.id}: no host of the same model is offered beside it, as its "model" is not given`
				);
			}
			continue;
		}
		const model = await lookUp(name);
		const usage = usageOf(option);
		if (!model) {
			found.notes.push(
				`${option.id}: the model book does not know "${name}", so no host is offered beside it`
			);
			continue;
		}
		if (!usage) {
			found.notes.push(
				`${option.id}: no host of ${model.title} is offered beside it, as the tokens of a request are not known; give "tokens"`
			);
			continue;
		}
		if (!isNew(model, usage)) continue;
		const book = await context.sources.priceBook();
		const priced = model.prices.filter(
			({ provider, model: id }) => book.find(provider, id, context.atUtc) !== null
		);
		if (priced.length === 0) {
			found.notes.push(`${option.id}: the price book has no host of ${model.title}`);
		}
		const taken = new Set(spec.options.map(({ id }) => id));
		found.offers.push({
			beside: option,
			options: priced
				.map((price) => hostedOption(option, model, price, usage))
				.filter(({ id }) => !taken.has(id))
		});
	}
	return found;
};

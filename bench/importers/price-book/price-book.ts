/**
 * The price book: dated price lists from the bundled data set, from the files in `bench/books/prices` and from files of the
 * user. A later source goes before an earlier one; its additions hold for price lists of its own and of earlier sources.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PriceAddition, PriceFile, PriceListEntry } from '#core/price-list.ts';
import { unknownRates } from '#bench/economics/prices/per-token-price.ts';
import { entryAt } from '#bench/economics/prices/price-at.ts';
import {
	disagreementsOf,
	type PriceDisagreement,
	type SourcedEntry
} from '#bench/economics/prices/price-disagreements.ts';
import { stalePriceLists, type StalePrices } from '#bench/economics/prices/stale-prices.ts';
import { isAbout, matchesPattern, withAdditions } from './add-terms.ts';
import { entriesOfModel, genaiPricesSource, readGenaiPrices } from './genai-prices.ts';
import { readPriceFiles } from './price-file.ts';
import { priceVersionOf } from './price-version.ts';

export interface PriceFilter {
	/** Provider id; exact. */
	provider?: string | undefined;
	/** Part of a model id, or a pattern with `*`; upper and lower case are the same. */
	model?: string | undefined;
	/** ISO 8601; only the version that holds then. */
	atUtc?: string | undefined;
}

/** An addition that is about no price list in the book: probably a misspelt model. */
export interface IdleAddition {
	origin: string;
	providerId: string;
	modelIds: readonly string[];
}

export interface PriceBook {
	/**
	 * The price list that holds for a model at a provider at a moment (ISO 8601, UTC); null where there is none. The model
	 * may have any name that the data set knows for it.
	 */
	find: (providerId: string, modelId: string, atUtc: string) => PriceListEntry | null;
	/** All versions of a model at a provider, from all sources, oldest first; for `requestCost` over several dates use `find`. */
	history: (providerId: string, modelId: string) => SourcedEntry[];
	/** Price lists by provider and model. */
	list: (filter?: PriceFilter) => SourcedEntry[];
	/** SHA-256 of a price list, hex: what is stored with every cost that it makes. */
	versionOf: (entry: PriceListEntry) => string;
	/** List prices of different sources that differ. */
	disagreements: () => PriceDisagreement[];
	/** Of the prices that hold at a moment (ISO 8601), those that nobody has looked at for 90 days. */
	stale: (atUtc: string) => StalePrices[];
	idleAdditions: () => IdleAddition[];
	/** Ids of all providers, sorted. */
	providerIds: readonly string[];
	/** Entries and additions by origin, first to last. */
	origins: readonly { origin: string; entryCount: number; additionCount: number }[];
}

export interface PriceBookOptions {
	/** Price files of the user; later ones go before earlier ones. */
	overlayFiles?: readonly string[];
}

/** A source of prices; all bundled files are one. */
interface Layer {
	entries: readonly SourcedEntry[];
	additions: readonly { addition: PriceAddition; origin: string }[];
}

const bundledFolder = fileURLToPath(new URL('../../books/prices/', import.meta.url));

/** The price files that come with the program, sorted by name. */
export const bundledPriceFiles = async (): Promise<string[]> =>
	(await readdir(bundledFolder))
		.filter((name) => name.endsWith('.yaml'))
		.sort()
		.map((name) => join(bundledFolder, name));

const layerOf = (files: readonly { file: PriceFile; origin: string }[]): Layer => ({
	entries: files.flatMap(({ file, origin }) => file.entries.map((entry) => ({ entry, origin }))),
	additions: files.flatMap(({ file, origin }) =>
		file.additions.map((addition) => ({ addition, origin }))
	)
});

const keyOf = (providerId: string, modelId: string): string => `${providerId}\n${modelId}`;

const matchesFilter = (entry: PriceListEntry, { provider, model }: PriceFilter): boolean =>
	(provider === undefined || entry.providerId === provider) &&
	(model === undefined ||
		(model.includes('*')
			? matchesPattern(entry.modelId, model)
			: entry.modelId.toLowerCase().includes(model.toLowerCase())));

const byStart = (a: SourcedEntry, b: SourcedEntry): number =>
	(a.entry.validFrom ?? '').localeCompare(b.entry.validFrom ?? '');

/** Throws `E_FILE` where a file cannot be read and `E_CONFIG` with all problems of one. Nothing is fetched. */
export const openPriceBook = async ({
	overlayFiles = []
}: PriceBookOptions = {}): Promise<PriceBook> => {
	const genai = await readGenaiPrices();
	const baseOrigin = genaiPricesSource.enteredBy;
	const base: Layer = {
		entries: genai.providers.flatMap((provider) =>
			provider.models.flatMap((model) =>
				entriesOfModel(provider, model).map((entry) => ({ entry, origin: baseOrigin }))
			)
		),
		additions: []
	};
	const bundledFiles = await bundledPriceFiles();
	const bundled = (await readPriceFiles(bundledFiles)).map((file, i) => ({
		file,
		origin: `prices/${basename(bundledFiles[i] ?? '')}`
	}));
	const own = (await readPriceFiles(overlayFiles)).map((file, i) => ({
		file,
		origin: overlayFiles[i] ?? ''
	}));
	const layers = [base, layerOf(bundled), ...own.map((each) => layerOf([each]))];

	/** Entries of a layer with the additions of it and of all later ones. */
	const complete = (sourced: SourcedEntry, layer: number): SourcedEntry => ({
		...sourced,
		entry: withAdditions(
			sourced.entry,
			layers.slice(layer).flatMap(({ additions }) => additions.map(({ addition }) => addition))
		)
	});
	const index = new Map<string, SourcedEntry[][]>();
	for (const [i, { entries }] of layers.entries()) {
		for (const sourced of entries) {
			const { providerId, modelId } = sourced.entry;
			const key = keyOf(providerId, modelId);
			const byLayer = index.get(key) ?? layers.map(() => []);
			byLayer[i]?.push(sourced);
			index.set(key, byLayer);
		}
	}

	const layersOf = (providerId: string, modelId: string): SourcedEntry[][] => {
		const known = index.get(keyOf(providerId, modelId));
		if (known) return known;
		const aliased = genai.entriesOf(providerId, modelId);
		const [first] = aliased;
		if (first === undefined) return [];
		return (
			index.get(keyOf(first.providerId, first.modelId)) ?? [
				aliased.map((entry) => ({ entry, origin: baseOrigin }))
			]
		);
	};

	/** The version that holds: of the last source that has one, negotiated before list. */
	const holding = (byLayer: readonly SourcedEntry[][], atUtc: string): SourcedEntry | null => {
		for (let i = byLayer.length - 1; i >= 0; i--) {
			const layer = byLayer[i] ?? [];
			for (const terms of ['negotiated', 'list']) {
				const candidates = layer.filter(({ entry }) => entry.terms === terms);
				const found = entryAt(
					candidates.map(({ entry }) => entry),
					atUtc
				);
				const sourced = candidates.find(({ entry }) => entry === found);
				if (sourced) return complete(sourced, i);
			}
		}
		return null;
	};

	const allVersions = (byLayer: readonly SourcedEntry[][]): SourcedEntry[] =>
		byLayer.flatMap((layer, i) => layer.map((sourced) => complete(sourced, i))).sort(byStart);

	const callAdditions = layers.flatMap(({ additions }) =>
		additions.filter(({ addition }) => addition.calls.length > 0)
	);
	/** What additions state of the calls of a model, as price lists with nothing else in them. */
	const callsAddedTo = ({ entry }: SourcedEntry): SourcedEntry[] =>
		callAdditions
			.filter(({ addition }) => isAbout(addition, entry))
			.map(({ addition, origin }) => ({
				origin,
				entry: {
					...entry,
					...unknownRates,
					...addition,
					timeWindows: [],
					contextTiers: [],
					validFrom: null,
					validTo: null
				}
			}));

	const list: PriceBook['list'] = (filter = {}) =>
		[...index.values()]
			.filter((byLayer) => {
				const any = byLayer.flat()[0];
				return any !== undefined && matchesFilter(any.entry, filter);
			})
			.flatMap((byLayer) => {
				if (filter.atUtc === undefined) return allVersions(byLayer);
				const found = holding(byLayer, filter.atUtc);
				return found ? [found] : [];
			});

	return {
		find: (providerId, modelId, atUtc) =>
			holding(layersOf(providerId, modelId), atUtc)?.entry ?? null,
		history: (providerId, modelId) => allVersions(layersOf(providerId, modelId)),
		list,
		versionOf: priceVersionOf,
		disagreements: () =>
			[...index.values()].flatMap((byLayer) => {
				const entries = byLayer.flat();
				return disagreementsOf([...entries, ...entries.slice(0, 1).flatMap(callsAddedTo)]);
			}),
		stale: (atUtc) => stalePriceLists(list({ atUtc }), atUtc),
		idleAdditions: () =>
			layers.flatMap(({ additions }, i) =>
				additions
					.filter(
						({ addition }) =>
							!layers
								.slice(0, i + 1)
								.some(({ entries }) => entries.some(({ entry }) => isAbout(addition, entry)))
					)
					.map(({ addition: { providerId, modelIds }, origin }) => ({
						origin,
						providerId,
						modelIds
					}))
			),
		providerIds: [
			...new Set(layers.flatMap(({ entries }) => entries.map(({ entry }) => entry.providerId)))
		].sort(),
		origins: layers.flatMap(({ entries, additions }) =>
			[...new Set([...entries, ...additions].map(({ origin }) => origin))].map((origin) => ({
				origin,
				entryCount: entries.filter((each) => each.origin === origin).length,
				additionCount: additions.filter((each) => each.origin === origin).length
			}))
		)
	};
};

/** The books that the site shows: prices, hardware and models. Read when first asked for, and again where a price file changes. */
import { stat } from 'node:fs/promises';
import { errorMessage } from '#core/errors.ts';
import {
	openHardwareBook,
	openModelBook,
	type HardwareBookFile,
	type ModelBook
} from '#bench/importers/books.ts';
import { openPriceBook, type PriceBook } from '#bench/importers/price-book/price-book.ts';
import { createCache } from './cache.ts';
import { priceRows, type PriceRow } from './prices/price-rows.ts';
import type { Settings } from './settings.ts';

export interface Books {
	prices: () => Promise<PriceBook>;
	/** One row for each price list that holds on a day, YYYY-MM-DD. */
	priceRowsOn: (day: string) => Promise<readonly PriceRow[]>;
	hardware: () => Promise<HardwareBookFile>;
	models: () => Promise<ModelBook>;
}

export const createBooks = ({ prices: priceFiles }: Settings): Books => {
	const priceBooks = createCache<PriceBook>(1);
	const rows = createCache<readonly PriceRow[]>(2);
	const hardwareBooks = createCache<HardwareBookFile>(1);
	const modelBooks = createCache<ModelBook>(1);

	const markOfPrices = async (): Promise<string> => {
		const marks = priceFiles.map(
			async (file) =>
				`${file}@${await stat(file).then(({ mtimeMs }) => String(mtimeMs), errorMessage)}`
		);
		return (await Promise.all(marks)).join('|');
	};
	const pricesOf = (mark: string): Promise<PriceBook> =>
		priceBooks(mark, () => openPriceBook({ overlayFiles: priceFiles }));

	return {
		prices: async () => pricesOf(await markOfPrices()),
		priceRowsOn: async (day) => {
			const mark = await markOfPrices();
			return rows(`${day}\n${mark}`, async () => priceRows(await pricesOf(mark), day));
		},
		hardware: () => hardwareBooks('', () => openHardwareBook()),
		models: () => modelBooks('', () => openModelBook())
	};
};

/** Price lists in CSV: one version a row, columns named as in the schema. */
import {
	entryKey,
	priceListEntrySchema,
	type PriceFile,
	type PriceListEntry
} from '#core/price-list.ts';
import { evidenceKinds } from '#core/price-terms.ts';
import { anyCacheTtl } from '#core/rate-card.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';
import { columnPath, csvHint, walkCsv } from '../csv-table.ts';
import { createProblemList } from '../problem-list.ts';
import { unitMismatch } from './price-file.ts';

/** Columns that a row may have, besides cache writes; the fields of a price list without lists in them. */
const columns = [
	'providerId',
	'modelId',
	'title',
	'terms',
	'inputUsdPerMtok',
	'cacheReadUsdPerMtok',
	'outputUsdPerMtok',
	'reasoningUsdPerMtok',
	'cacheStorageUsdPerMtokHour',
	'validFrom',
	'validTo',
	'sourceUrl',
	'asOf',
	'enteredBy',
	'evidence',
	'note'
] as const satisfies readonly (keyof PriceListEntry)[];

const cacheWriteColumn = /^cacheWriteUsdPerMtok\.([a-z0-9]{1,10})$/u;

/** What a CSV file of prices holds, for a person who makes one. */
export const priceColumnsHelp = `Columns of a CSV file: ${columns.join(', ')} and cacheWriteUsdPerMtok.5m (a time-to-live, or ${anyCacheTtl}).
Money is in USD per million tokens, as plain decimals. sourceUrl is the address of the price page, or with terms "negotiated" the
contract, quote or person. evidence is one of ${evidenceKinds.join(', ')}.`;

const isKnown = (name: string): boolean =>
	(columns as readonly string[]).includes(name) || cacheWriteColumn.test(name);

/** Field of a price list → the column that it stands in: `cacheWriteUsdPerMtok.5m` for itself. */
const columnOf = (path: string): string =>
	path.replace(/^cacheWriteUsdPerMtok(?:\.|\[")([^\]"]*)(?:"\])?$/u, 'cacheWriteUsdPerMtok.$1');

const recordOf = (header: readonly string[], cells: readonly string[]): Record<string, unknown> => {
	const record: Record<string, unknown> = {};
	const writes: Record<string, string> = {};
	for (const [i, name] of header.entries()) {
		const value = (cells[i] ?? '').trim();
		if (value === '') continue;
		const timeToLive = cacheWriteColumn.exec(name)?.[1];
		if (timeToLive === undefined) record[name] = value;
		else writes[timeToLive] = value;
	}
	return { ...record, cacheWriteUsdPerMtok: writes };
};

/** The price lists in CSV text. Throws `E_CONFIG` with all problems, each with its line and column. */
export const parsePriceCsv = (text: string, file: string): PriceFile => {
	const problems = createProblemList(file);
	// What is wrong with a price needs other advice than what is wrong with the table.
	let ownCount = 0;
	const addOwn = (line: number, path: string, message: string): void => {
		ownCount++;
		problems.add(line, path, message);
	};
	const entries: PriceListEntry[] = [];
	const lines = new Map<string, number>();
	let isHeaderGood: boolean | null = null;
	walkCsv(text, problems, ({ line, cells }, header) => {
		if (isHeaderGood === null) {
			const unknown = header.filter((name) => name !== '' && !isKnown(name));
			for (const name of unknown) {
				addOwn(1, columnPath(name), unitMismatch(name) ?? 'unknown column');
			}
			isHeaderGood = unknown.length === 0;
		}
		if (!isHeaderGood) return;
		const record = recordOf(header, cells);
		const checked = checkValue(record, priceListEntrySchema);
		if (!checked.ok) {
			for (const problem of checked.problems) {
				const column = columnOf(renderPath(problem.path));
				const cell = cells[header.indexOf(column)]?.trim() ?? '';
				addOwn(
					line,
					column === '' ? '' : columnPath(column),
					/^-\s*[\d.]/u.test(cell) ? `a price is never negative, found ${cell}` : problem.message
				);
			}
			return;
		}
		const key = entryKey(checked.value);
		const first = lines.get(key);
		if (first === undefined) {
			lines.set(key, line);
			entries.push(checked.value);
		} else {
			addOwn(
				line,
				'',
				`is the same version as line ${String(first)}: provider, model, terms and validFrom are equal`
			);
		}
	});
	problems.throwIfAny(
		ownCount === problems.count ? priceColumnsHelp.replaceAll('\n', ' ') : csvHint
	);
	return { entries, additions: [] };
};

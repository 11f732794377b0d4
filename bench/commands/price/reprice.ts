/** `bench price reprice`: what the answers of an old run would cost at the prices of another day, or of another model's list. */
import { toDecimal } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import type { MeasuredCell } from '#core/measured.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { Database } from '#db/client.server.ts';
import { measuredCellsOf, usagesOfCell } from '#db/measured.server.ts';
import { findRun } from '#db/runs.server.ts';
import { createRequestPartSum } from '#bench/economics/build/request-parts.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import { openPriceBook, type PriceBook } from '#bench/importers/price-book/price-book.ts';
import { renderRepricedRun, type RepricedCell } from '#bench/report/reprice-report.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';

export interface RepriceOptions extends CommonOptions {
	prices: string[];
	/** ISO 8601; absent: now. */
	at?: string;
	target: string;
	provider: string;
	model?: string;
	serviceTier: 'standard' | 'batch' | 'flex' | 'priority' | 'fast';
}

const entryFor = (
	book: PriceBook,
	{ cell }: MeasuredCell,
	{ provider, model, at = new Date().toISOString() }: RepriceOptions
): PriceListEntry => {
	const name = model ?? ('model' in cell.target ? cell.target.model : cell.target.id);
	const entry = book.find(provider, name, at);
	if (entry) return entry;
	throw new BenchError(
		'E_NOT_FOUND',
		`the price book has no "${name}" of "${provider}" on ${at.slice(0, 10)}`,
		{
			hint: `Name the model with --model; look for it with: bench price list --provider ${provider}`
		}
	);
};

const repriced = async (
	database: Database,
	measured: MeasuredCell,
	entry: PriceListEntry,
	version: string,
	{ at = new Date().toISOString(), serviceTier }: RepriceOptions
): Promise<RepricedCell> => {
	const sum = createRequestPartSum();
	let [before, pricedBefore] = [toDecimal(0), 0];
	for await (const { usage, sentAtUtc, attemptId, costUsd } of usagesOfCell(
		database,
		measured.cell.id
	)) {
		// The hour of the day as it was, since some prices depend on it; the day as asked for.
		const atUtc = `${at.slice(0, 10)}${sentAtUtc?.slice(10) ?? 'T12:00:00.000Z'}`;
		sum.add(requestCost(usage, entry, { atUtc, serviceTier }), attemptId);
		if (costUsd === null) continue;
		before = before.plus(costUsd);
		pricedBefore++;
	}
	return {
		scenarioId: measured.cell.scenarioId,
		targetId: measured.cell.target.id,
		emulated: measured.emulated,
		before: { usd: pricedBefore === 0 ? null : before.toFixed(), priced: pricedBefore },
		after: { usd: sum.priced() === 0 ? null : sum.totalUsd(), priced: sum.priced() },
		unpriced: sum.unpriced(),
		missing: [...sum.missing()].map(([what, count]) => ({ what, count })),
		price: {
			providerId: entry.providerId,
			modelId: entry.modelId,
			version,
			asOf: entry.asOf,
			sourceUrl: entry.sourceUrl
		}
	};
};

/** Prices the answers of one target of a run again. Nothing that is stored changes. */
export const reprice = (
	runId: string,
	options: RepriceOptions,
	context: CommandContext
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or make it with a run: bench run --demo',
		async (database) => {
			const { run } = await findRun(database, runId);
			const cells = (await measuredCellsOf(database, run.id)).filter(
				({ cell }) => cell.target.id === options.target
			);
			if (cells.length === 0) {
				throw new BenchError('E_NOT_FOUND', `run ${run.id} has no target "${options.target}"`, {
					hint: `See what it has: bench runs show ${run.id}`
				});
			}
			const book = await openPriceBook({ overlayFiles: options.prices });
			const found: RepricedCell[] = [];
			for (const cell of cells) {
				const entry = entryFor(book, cell, options);
				found.push(await repriced(database, cell, entry, book.versionOf(entry), options));
			}
			const day = (options.at ?? new Date().toISOString()).slice(0, 10);
			context.print(
				options.json
					? JSON.stringify({ run: run.id, at: day, cells: found }, null, '\t')
					: renderRepricedRun(run.id, day, found)
			);
		}
	);

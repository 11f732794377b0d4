/** What a request costs by the costs that another tool gave for each answer, where nobody has a price per token. */
import type { BuyOptionSpec } from '#core/cost-spec/buy-option.ts';
import { toDecimal } from '#core/decimal.ts';
import { importedInWords, servedByNames } from '#core/imported-target.ts';
import {
	addClusters,
	noClusters,
	oneCluster,
	ratioOf,
	type MeasuredCell,
	type MeasuredRatio
} from '#core/measured.ts';
import { picoUsdToUsd, usdToPicoUsd } from '#core/units.ts';
import { usagesOfCell } from '#db/measured.server.ts';
import type { RequestPart } from '#bench/economics/build/build-buy.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { runEvidence, type CaseRun, type ResolveContext } from './case-sources.ts';
import { ready, type Resolved } from './resolved.ts';

/** 90 % of a normal distribution lie within so many standard deviations. */
const z90 = 1.6448536269514722;

/** Mean cost of an answer, millionths of a millionth of a dollar, answers about one item as one cluster. */
const meanOf = async (
	{ cell }: MeasuredCell,
	{ sources }: ResolveContext
): Promise<MeasuredRatio> => {
	const byItem = new Map<string, { pico: bigint; n: bigint }>();
	for await (const { costUsd, itemId, attemptId } of usagesOfCell(
		await sources.database(),
		cell.id
	)) {
		if (costUsd === null) continue;
		const key = itemId ?? attemptId;
		const before = byItem.get(key) ?? { pico: 0n, n: 0n };
		const pico = before.pico + BigInt(usdToPicoUsd(toDecimal(costUsd)));
		byItem.set(key, { pico, n: before.n + 1n });
	}
	let sums = noClusters;
	for (const { pico, n } of byItem.values()) sums = addClusters(sums, oneCluster(pico, n));
	return ratioOf(sums);
};

/** Throws a RangeError for a cell that was measured by us. */
export const importedRequest = async (
	option: BuyOptionSpec,
	{ cell, run }: { cell: MeasuredCell; run: CaseRun },
	context: ResolveContext
): Promise<Resolved<RequestPart[]>> => {
	const { target } = cell.cell;
	if (target.kind !== 'imported') throw new RangeError(`"${target.id}" was not imported`);
	const { value, standardError } = await meanOf(cell, context);
	const { answeredWithoutCost } = cell.cost;
	if (value === null || answeredWithoutCost > 0) {
		const which =
			value === null
				? 'none of its results has a cost'
				: `${answeredWithoutCost.toLocaleString('en-US')} of its answers have no cost`;
		return {
			state: 'unavailable',
			reason: `what a request costs is not known: "${target.id}" of run ${run.id} was imported, and ${which}`,
			remedy:
				'Add a "price" to the option (per token where the file has tokens, else per request), or import a file with costUsd for each answer.'
		};
	}
	const usd = Number(picoUsdToUsd(value));
	const half = z90 * Number(picoUsdToUsd(String(standardError ?? 0)));
	const price: Parameter = {
		id: `${option.id}.usdPerRequest`,
		label: 'cost of a request, mean of the answers',
		unit: 'USD/request',
		value: picoUsdToUsd(value),
		spread:
			half > 0
				? { kind: 'normal', low: Math.max(0, usd - half), high: usd + half }
				: { kind: 'fixed' },
		basis: 'measured',
		source: `run ${run.id}, target ${target.id}, ${importedInWords(target)}`,
		asOf: run.startedAtUtc.slice(0, 10),
		evidence: runEvidence(run, cell)
	};
	const served =
		target.servedBy === undefined
			? 'who runs it is not in the imported file, so it is counted as bought'
			: `it is said to be served by ${servedByNames[target.servedBy]}`;
	return ready(
		[{ id: 'request', label: 'request', amount: null, price, perUnits: 1 }],
		[
			`${option.id}: ${served}; a request costs what another tool gave for its answers, on the day that it measured; a price per token would follow price changes and cache`
		]
	);
};

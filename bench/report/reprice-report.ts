/** What the answers of a run would cost at other prices, as text. */
import { markEmulated } from '#core/mark-emulated.ts';
import { formatUsd } from './cost-format.ts';
import { missing, renderTable } from './format.ts';

export interface RepricedCell {
	scenarioId: string;
	targetId: string;
	/** Whether no model was behind the endpoint. */
	emulated: boolean;
	/** As stored with the run: sum of the answers with a cost, USD, decimal text; null where none has one. */
	before: { usd: string | null; priced: number };
	/** By the other price, in the same form. */
	after: { usd: string | null; priced: number };
	/** Answers whose cost is unknown by the other price: in no sum. */
	unpriced: number;
	missing: { what: string; count: number }[];
	price: {
		providerId: string;
		modelId: string;
		/** SHA-256 of the price list, hex. */
		version: string;
		asOf: string | null;
		sourceUrl: string | null;
	};
}

const count = (n: number): string => n.toLocaleString('en-US');

/** The cells as a table, with what could not be priced below. */
export const renderRepricedRun = (
	runId: string,
	day: string,
	cells: readonly RepricedCell[]
): string => {
	const [first] = cells;
	const price = first?.price;
	return [
		`run ${runId} at the prices of ${day}${price ? `: ${price.providerId} ${price.modelId}, version ${price.version.slice(0, 12)}, ${price.sourceUrl ?? 'no source'}${price.asOf === null ? '' : ` (looked up ${price.asOf})`}` : ''}`,
		'',
		renderTable(
			[
				{ title: 'use case', align: 'left' },
				{ title: 'target', align: 'left' },
				{ title: 'answers', align: 'right' },
				{ title: 'cost as stored', align: 'right' },
				{ title: 'cost now', align: 'right' },
				{ title: 'not priced', align: 'right' }
			],
			cells.map(({ scenarioId, targetId, emulated, before, after, unpriced }) => [
				scenarioId,
				markEmulated(targetId, emulated),
				count(after.priced + unpriced),
				before.usd === null ? missing : formatUsd(before.usd),
				after.usd === null ? missing : formatUsd(after.usd),
				count(unpriced)
			])
		),
		...cells.flatMap((cell) =>
			cell.missing.map(
				({ what, count: n }) => `${cell.scenarioId}: ${what}, unknown for ${count(n)} answers`
			)
		)
	].join('\n');
};

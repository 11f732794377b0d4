/** The section "Stress" of a cost report: what becomes of the decision in a bad or a good year. */
import { toDecimal } from '#core/decimal.ts';
import type { StressOutcome, StressResult } from '#bench/economics/stress/stress.ts';
import { formatUsdWhole } from './cost-format.ts';
import { renderTable, type Column } from './format.ts';

const columns = (months: number): Column[] => [
	{ title: 'stress', align: 'left' },
	{ title: 'make, $/month', align: 'right', dropOrder: 2 },
	{ title: 'buy, $/month', align: 'right', dropOrder: 3 },
	{ title: `making saves in ${String(months)} months`, align: 'right' },
	{ title: 'change', align: 'right', dropOrder: 1 },
	{ title: 'choice', align: 'left' },
	{ title: '', align: 'left', dropOrder: 0 }
];

const winnerText = ({ winner }: StressOutcome, { makeId, buyId }: StressResult): string => {
	if (winner === 'tie') return 'equal';
	return (winner === 'make' ? makeId : winner === 'buy' ? buyId : null) ?? 'none left';
};

const decision = ({ id, flips, today, horizon }: StressResult): string => {
	if (flips) return 'flips';
	if (horizon.winner === 'tie') return 'undecided';
	if (today.winner !== horizon.winner) return 'today the other';
	return id === 'as-planned' ? '' : 'stays';
};

const row = (result: StressResult): string[] => {
	const isVendorGone = result.id === 'vendor-gone';
	const costOf = (id: string | null): string =>
		formatUsdWhole(
			result.options.find(({ optionId }) => optionId === id)?.todayUsdPerMonth ?? null
		);
	return [
		result.title,
		costOf(result.makeId),
		costOf(result.buyId),
		// What is chosen without the vendor is told in a sentence: it need not be the cheaper of these two.
		formatUsdWhole(isVendorGone ? null : result.horizon.savingUsd),
		formatUsdWhole(isVendorGone ? null : result.horizon.changeUsd),
		winnerText(result.horizon, result),
		decision(result)
	];
};

/** Whether a stress leaves both sides as planned; its row would only repeat the first one. */
const isWithoutEffect = ({ id, horizon, today }: StressResult): boolean =>
	id !== 'as-planned' &&
	[horizon, today].every(({ changeUsd }) => changeUsd !== null && toDecimal(changeUsd).eq(0));

/** The section as text: a table, and a sentence for each stress that flips the decision or takes an option away. Empty without results. */
export const renderStress = (
	results: readonly StressResult[],
	{ months, maxWidth }: { months: number; maxWidth: number | null }
): string => {
	if (results.length === 0) return '';
	const [still, moving] = [true, false].map((wanted) =>
		results.filter((result) => isWithoutEffect(result) === wanted)
	) as [StressResult[], StressResult[]];
	const told = results.filter(({ id, flips }) => flips || id === 'vendor-gone');
	const flipping = results.filter(({ flips }) => flips).length;
	return [
		'Stress: costs, rework included where it is counted; $/month at the volume of today, savings as present value',
		renderTable(columns(months), moving.map(row), { maxWidth }),
		...(still.length === 0
			? []
			: [
					`  No effect on these two: ${still.map(({ title }) => title).join(', ')}.${still
						.flatMap(({ marks }) => marks)
						.map((mark) => ` ${mark}`)
						.join('')}`
				]),
		...told.map(({ sentence, marks }) => `  ${[sentence, ...marks].join(' ')}`),
		...(flipping === 0 ? ['  No stress changes which side is cheaper.'] : [])
	].join('\n');
};

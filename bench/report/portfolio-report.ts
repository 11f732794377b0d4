/** `bench cost portfolio`: several use cases on the same nodes, as text. */
import { toDecimal } from '#core/decimal.ts';
import type { Portfolio, PortfolioUseOutcome } from '#bench/economics/case/portfolio.ts';
import { formatUsdWhole, formatVolume } from './cost-format.ts';
import { missing, renderTable, wrapText, type Column } from './format.ts';

const columns: Column[] = [
	{ title: 'use case', align: 'left', wrapTo: 14 },
	{ title: 'requests/month', align: 'right', dropOrder: 2 },
	{ title: 'buy, $/month', align: 'right', dropOrder: 3, wrapTo: 11 },
	{ title: 'own nodes', align: 'right', dropOrder: 4, wrapTo: 5 },
	{ title: 'alone, $/month', align: 'right', wrapTo: 11 },
	{ title: 'its saving', align: 'right' },
	{ title: 'shared, $/month', align: 'right', wrapTo: 11 },
	{ title: 'pays alone from', align: 'right', dropOrder: 1, wrapTo: 10 },
	{ title: 'beside the others from', align: 'right', dropOrder: 0, wrapTo: 11 }
];

/** A permanent crossover, or in words why there is none. */
const crossoverText = (found: PortfolioUseOutcome['alone']): string => {
	if (!found) return missing;
	if (found.verdict === 'never') return 'never';
	if (found.verdict === 'always') return 'any volume';
	if (found.permanentCrossover === null)
		return `${formatVolume(found.firstCrossover)}, not for good`;
	return formatVolume(found.permanentCrossover);
};

const row = (use: PortfolioUseOutcome): string[] => [
	use.title,
	use.requestsPerMonth.toLocaleString('en-US'),
	formatUsdWhole(use.buyUsdPerMonth),
	String(use.separateNodes),
	formatUsdWhole(use.separateUsdPerMonth),
	formatUsdWhole(use.savingUsdPerMonth),
	formatUsdWhole(use.sharedUsdPerMonth),
	crossoverText(use.alone),
	use.within?.method === 'bracketed'
		? `about ${crossoverText(use.within)}`
		: crossoverText(use.within)
];

const allotmentText = {
	shapley:
		'Saving allotted by what each use case adds, on average over all orders (Shapley value).',
	'node-hours':
		'Saving allotted in proportion to node-hours, up to what own nodes would cost: too many use cases to try every order.'
} as const;

const sentence = (portfolio: Portfolio): string => {
	const { separateNodes, sharedNodes, savingUsdPerMonth: saving, uses } = portfolio;
	const amount = toDecimal(saving);
	const nodes = `${String(sharedNodes)} nodes in place of ${String(separateNodes)}`;
	if (amount.eq(0)) return `Sharing nodes saves nothing: ${nodes}.`;
	if (amount.lt(0)) {
		return `Sharing nodes costs ${formatUsdWhole(amount.abs())} a month more: ${nodes}.`;
	}
	return `On shared nodes the ${String(uses.length)} use cases save ${formatUsdWhole(saving)} a month: ${nodes}.`;
};

/** The portfolio as text. `notes` are what a reader must know, one sentence each. */
export const renderPortfolio = (
	portfolio: Portfolio,
	{ notes, maxWidth }: { notes: readonly string[]; maxWidth: number | null }
): string => {
	const { uses, separateUsdPerMonth, sharedUsdPerMonth, savingUsdPerMonth } = portfolio;
	const rows = [
		...uses.map(row),
		[
			'in all',
			'',
			formatUsdWhole(portfolio.buyUsdPerMonth),
			String(portfolio.separateNodes),
			formatUsdWhole(separateUsdPerMonth),
			formatUsdWhole(savingUsdPerMonth),
			formatUsdWhole(sharedUsdPerMonth),
			'',
			''
		]
	];
	const wrap = (text: string, indent = ''): string[] => wrapText(text, maxWidth, indent);
	return [
		...wrap(sentence(portfolio)),
		'',
		renderTable(columns, rows, { maxWidth }),
		'',
		...wrap(allotmentText[portfolio.allotment]),
		...wrap(
			'Volumes are requests a month of the use case from which making stays cheaper than buying.'
		),
		...(notes.length === 0
			? []
			: ['', 'Notes', ...notes.flatMap((note) => wrap(`  ${note}`, '  '))])
	].join('\n');
};

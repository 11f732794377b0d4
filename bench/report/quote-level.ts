/** A levelled quote as text: one figure per unit first, then what it is made of, then what to ask the vendor. */
import type { ClauseFinding } from '#bench/economics/quotes/clause-checklist.ts';
import type { LevelledLine, LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import { formatUsd, formatUsdWhole } from './cost-format.ts';
import { missing, renderTable, type Column } from './format.ts';
import { percentText, validityText } from './quote-list.ts';

const lineColumns: Column[] = [
	{ title: 'item', align: 'left' },
	{ title: 'from', align: 'left' },
	{ title: 'unit price', align: 'right' },
	{ title: 'present value', align: 'right', dropOrder: 2 },
	{ title: 'a month, level', align: 'right' },
	{ title: 'note', align: 'left', dropOrder: 1 }
];

const originText: Record<LevelledLine['origin'], string> = {
	quoted: 'quote',
	default: 'ASSUMED',
	terms: 'terms'
};

const noteOf = (line: LevelledLine): string => {
	if (line.origin === 'default') return line.assumption ?? '';
	return `${line.addition ? 'addition: ' : ''}${line.description}`;
};

const lineRow = (line: LevelledLine): string[] => [
	line.item,
	originText[line.origin],
	line.rate === null ? missing : `${formatUsd(line.rate.usd)}/${line.rate.unit}`,
	formatUsd(line.presentValueUsd),
	formatUsd(line.levelMonthlyUsd),
	noteOf(line)
];

/** `missing  Price protection: ask for …`, the ones to act on first. */
export const clauseLines = (clauses: readonly ClauseFinding[]): string[] => {
	const order = ['missing', 'weak', 'present'] as const;
	return order.flatMap((state) =>
		clauses
			.filter((clause) => clause.state === state)
			.map(({ title, note }) => `  ${state.padEnd(7)}  ${title}: ${note}`)
	);
};

const headline = (levelled: LevelledQuote): string => {
	const [first, ...others] = levelled.perUnit.filter(({ usdPerUnit }) => usdPerUnit !== null);
	if (levelled.levelMonthlyUsd === null) {
		return levelled.unknown.length > 0
			? `cannot be levelled: ${levelled.unknown.map(({ item, assumption }) => `${item}: ${assumption}`).join('; ')}`
			: 'rates without quantities: there is no cost without a volume (--volume ITEM=UNITS)';
	}
	const per = [...(first === undefined ? [] : [first]), ...others].map(
		({ unit, usdPerUnit }) => `${formatUsd(usdPerUnit)} per ${unit}`
	);
	const month = `equal to ${formatUsdWhole(levelled.levelMonthlyUsd)} a month over ${String(levelled.months)} months at ${percentText(levelled.waccPerYear)}`;
	return per.length === 0 ? month : `${per.join(', ')}; ${month}`;
};

const assumedText = ({ presentValueUsd, quotedPresentValueUsd }: LevelledQuote): string[] => {
	if (presentValueUsd === null || quotedPresentValueUsd === null) return [];
	const assumed = Number(presentValueUsd) - Number(quotedPresentValueUsd);
	if (assumed <= 0) return [];
	return [
		`of it ${formatUsd(quotedPresentValueUsd)} quoted and ${formatUsd(assumed.toFixed(2))} assumed (present value)`
	];
};

/** One levelled quote. */
export const renderLevelledQuote = (
	id: string,
	levelled: LevelledQuote,
	columns: number | null
): string => {
	const sources = [
		...new Set(
			levelled.lines.flatMap(({ item, source }) =>
				source === null ? [] : [`  ${item}: ${source}`]
			)
		)
	];
	const { shouldCost } = levelled;
	return [
		`${id}: ${levelled.source} (${validityText(levelled.validity)})`,
		headline(levelled),
		...assumedText(levelled),
		'',
		renderTable(lineColumns, levelled.lines.map(lineRow), { maxWidth: columns }),
		...(sources.length > 0 ? ['', 'assumed in place of missing lines', ...sources] : []),
		...(shouldCost === null
			? []
			: [
					'',
					`should-cost: ${shouldCost.gpu} costs its owner about ${formatUsd(shouldCost.floorUsdPerGpuHour)} per GPU-hour; room ${percentText(Number(shouldCost.roomShare).toFixed(3))} of the GPU rate`,
					`  ${shouldCost.source}`
				]),
		...(levelled.notes.length > 0
			? ['', 'notes', ...levelled.notes.map((note) => `  ${note}`)]
			: []),
		'',
		'clauses',
		...clauseLines(levelled.clauses)
	].join('\n');
};

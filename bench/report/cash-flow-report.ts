/** The section "Over time" of a cost report: present value and level cost of every option, and when making pays back. */
import { toDecimal } from '#core/decimal.ts';
import type { CashFlow } from '#bench/economics/cash-flow/cash-flow.ts';
import type { OverTime } from '#bench/economics/case/over-time.ts';
import type { Payback } from '#bench/economics/cash-flow/payback.ts';
import { formatUsdWhole, formatVolume } from './cost-format.ts';
import { missing, renderTable, type Column } from './format.ts';

export interface OverTimeNames {
	/** Name of an option on screen, by id. */
	label: (optionId: string) => string;
	/** Columns of the terminal; null where unbounded. */
	maxWidth: number | null;
}

const columns: Column[] = [
	{ title: 'option', align: 'left' },
	{ title: 'present value', align: 'right' },
	{ title: '$/month, level', align: 'right', dropOrder: 0 },
	{ title: 'most in a month', align: 'right', dropOrder: 1 },
	{ title: 'ended after 12 months', align: 'right', dropOrder: 3 },
	{ title: 'nodes at the end', align: 'right', dropOrder: 2 }
];

const row = (flow: CashFlow, label: string): string[] => {
	const nodes = flow.months.at(-1)?.nodes ?? null;
	return [
		label,
		formatUsdWhole(flow.presentUsd),
		formatUsdWhole(flow.levelUsdPerMonth),
		formatUsdWhole(flow.peakUsd),
		formatUsdWhole(flow.exitAtMonth12Usd),
		nodes === null ? missing : String(nodes)
	];
};

/** What becomes of the money that making takes at first, as a sentence. */
const rateSentence = ({ state, ratePerYear, reason }: Payback['internalRate']): string => {
	if (state !== 'found') return reason;
	const share = toDecimal(ratePerYear);
	const percent = `${share.times(100).abs().toFixed(1)} %`;
	return share.lt(0)
		? `Of that money ${percent} a year is lost.`
		: `That money returns ${percent} a year.`;
};

const paybackLines = ({ reason, mostAdvancedUsd, internalRate }: Payback): string[] => {
	if (toDecimal(mostAdvancedUsd).eq(0)) {
		return [reason, 'Making never needs more cash than buying, so it has no rate of return.'];
	}
	const most = formatUsdWhole(mostAdvancedUsd);
	return [
		reason,
		`At most, making has taken ${most} more cash than buying up to the same month.`,
		rateSentence(internalRate)
	];
};

const demandText = ({ months }: CashFlow): string => {
	const [first, last] = [months[0]?.requests ?? null, months.at(-1)?.requests ?? null];
	return first === last
		? `${formatVolume(first)} requests a month`
		: `${formatVolume(first)} requests in the first month, ${formatVolume(last)} in the last`;
};

/** The section as text; empty without options. */
export const renderOverTime = (
	{ options, payback }: OverTime,
	{ label, maxWidth }: OverTimeNames
): string => {
	const [first] = options;
	if (!first) return '';
	const byPresent = [...options].sort((a, b) => toDecimal(a.presentUsd).cmp(b.presentUsd));
	return [
		`Over ${String(first.months.length)} months: ${demandText(first)}; servers bought when needed and sold at the end`,
		renderTable(
			columns,
			byPresent.map((flow) => row(flow, label(flow.optionId))),
			{ maxWidth }
		),
		...(payback
			? [`  ${payback.makeId} against ${payback.buyId}: ${paybackLines(payback).join(' ')}`]
			: [])
	].join('\n');
};

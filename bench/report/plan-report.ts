/** What `bench plan` prints: what a run will take, and what it can show. */
import { formatDuration, missing, renderTable, wrapText, type Column } from './format.ts';

export interface ReportedCell {
	scenarioId: string;
	targetId: string;
	stages: number;
	items: number;
	requests: number | null;
	inputTokensPerRequest: number;
	outputTokensPerRequest: number;
	durationS: number | null;
	isOpenEnded: boolean;
	expectedUsd: string | null;
}

export interface ReportedPlan {
	configFile: string;
	cells: readonly ReportedCell[];
	scenarios: readonly {
		scenarioId: string;
		items: number;
		detectable: readonly { differingShare: number; difference: number | null }[];
		itemsForNonInferiority: number | null;
		deltaShare: number;
	}[];
	/** Of paid targets. */
	paid: { paidRequests: number; worstUsd: string };
	/** Null where the config has none. */
	maxSpendUsd: string | null;
	notes: readonly string[];
}

const columns: Column[] = [
	{ title: 'scenario', align: 'left' },
	{ title: 'target', align: 'left' },
	{ title: 'stages', align: 'right', dropOrder: 1 },
	{ title: 'items', align: 'right' },
	{ title: 'requests', align: 'right' },
	{ title: 'tokens in', align: 'right', dropOrder: 2 },
	{ title: 'tokens out', align: 'right', dropOrder: 2 },
	{ title: 'time', align: 'right' },
	{ title: 'expected $', align: 'right' }
];

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

const timeOf = ({ durationS, isOpenEnded }: ReportedCell): string => {
	if (durationS === null) return missing;
	return `${isOpenEnded ? '> ' : ''}${formatDuration(durationS)}`;
};

const usd = (amount: string): string => {
	const value = Number(amount);
	return value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2);
};

const rowOf = (cell: ReportedCell): string[] => [
	cell.scenarioId,
	cell.targetId,
	String(cell.stages),
	count(cell.items),
	cell.requests === null ? missing : count(cell.requests),
	count(cell.inputTokensPerRequest),
	count(cell.outputTokensPerRequest),
	timeOf(cell),
	cell.expectedUsd === null ? missing : usd(cell.expectedUsd)
];

const points = (share: number | null): string =>
	share === null ? 'none' : `${(100 * share).toFixed(1)} points`;

const showsInWords = ({
	scenarioId,
	items,
	detectable,
	itemsForNonInferiority,
	deltaShare
}: ReportedPlan['scenarios'][number]): string => {
	const shown = detectable
		.map(
			({ differingShare, difference }) =>
				`${points(difference)} where they differ on ${(100 * differingShare).toFixed(0)} %`
		)
		.join(', ');
	const delta = `${String(Number((100 * deltaShare).toFixed(2)))} points`;
	const enough =
		itemsForNonInferiority === null
			? ''
			: ` That one is not worse than the other by more than ${delta} takes about ${count(itemsForNonInferiority)} items, if both are as good and differ on one in ten${items >= itemsForNonInferiority ? '; there are enough' : '; there are too few'}.`;
	return `${scenarioId}: ${count(items)} items show a difference of two targets four times in five from: ${shown} of the items.${enough}`;
};

/** `width`: columns of the terminal; null where there is none. */
export const renderPlan = (plan: ReportedPlan, width: number | null): string => {
	const { configFile, cells, scenarios, paid, maxSpendUsd, notes } = plan;
	const money =
		paid.paidRequests === 0
			? 'Nothing of it is paid by the token.'
			: `At worst ${count(paid.paidRequests)} paid requests cost $${usd(paid.worstUsd)}${maxSpendUsd === null ? '; a cap is needed ("maxSpendUsd")' : `, under a cap of $${usd(maxSpendUsd)}`}.`;
	return [
		`${configFile}: ${String(cells.length)} cells; nothing was sent`,
		renderTable(columns, cells.map(rowOf), { maxWidth: width }),
		[
			money,
			'Tokens are means of a request at four characters each, answers as long as the references; hidden reasoning and other tokenisers make them more. Time is that of the stages that have a duration, without drain.',
			...scenarios.map(showsInWords),
			...notes
		]
			.flatMap((text) => wrapText(text, width))
			.join('\n')
	].join('\n\n');
};

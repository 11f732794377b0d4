/** What `bench plan` prints: what a run will take, and what it can show. */
import { formatDuration, missing, renderTable, wrapText, type Column } from './format.ts';

export interface CellForecast {
	scenarioId: string;
	targetId: string;
	stages: number;
	/** Different items that will be asked. */
	items: number;
	/** Of all stages; null where only time ends one. */
	requests: number | null;
	/** Mean of a request, tokens, at four characters each and 750 pixels of an image each; no tokeniser was asked. */
	inputTokensPerRequest: number;
	/** Mean, as long as the references are, at four characters a token; hidden reasoning comes on top. */
	outputTokensPerRequest: number;
	/** Of the stages that time ends, seconds; null where none has a duration. */
	durationS: number | null;
	/** Whether a stage ends with its last answer, whenever that is. */
	isOpenEnded: boolean;
	/** By the means above, USD, decimal text; null without a price, or where requests or time are not known. */
	expectedUsd: string | null;
}

export interface ScenarioForecast {
	scenarioId: string;
	/** Items that every target will be asked. */
	items: number;
	/** Smallest difference of two targets that is shown four times in five, as a share, by the share of items on which they differ. */
	detectable: { differingShare: number; difference: number | null }[];
	/** Items that show non-inferiority within `deltaShare`, if both are as good and differ on one item in ten. */
	itemsForNonInferiority: number | null;
	deltaShare: number;
}

export interface PlanForecast {
	cells: CellForecast[];
	scenarios: ScenarioForecast[];
}

export interface ReportedPlan extends PlanForecast {
	configFile: string;
	/** Of paid targets. */
	paid: {
		paidRequests: number;
		/** Judges included. */
		worstUsd: string;
		judging?: {
			questions: number | null;
			/** If questions and replies are as long as expected, USD, decimal text. */
			expectedUsd: string;
			worstUsd: string;
			/** What a reply is taken to be, tokens. */
			tokensPerCriterion: number;
			tokensPerVerdict: number;
		};
	};
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

const timeOf = ({ durationS, isOpenEnded }: CellForecast): string => {
	if (durationS === null) return missing;
	return `${isOpenEnded ? '> ' : ''}${formatDuration(durationS)}`;
};

const usd = (amount: string): string => {
	const value = Number(amount);
	return value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2);
};

const rowOf = (cell: CellForecast): string[] => [
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
}: ScenarioForecast): string => {
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
	const isFree = paid.paidRequests === 0 && Number(paid.worstUsd) === 0;
	const { judging } = paid;
	const judges =
		judging === undefined
			? []
			: [
					`Judges are asked ${judging.questions === null ? 'as many questions as there are answers' : `at most ${count(judging.questions)} questions`} once everything is measured, ${Number(judging.worstUsd) === 0 ? 'which costs nothing by the token' : `expected to cost $${usd(judging.expectedUsd)}, at worst $${usd(judging.worstUsd)}, which is included above`}.`,
					...(Number(judging.worstUsd) === 0
						? []
						: [
								`Expected of judges: questions with an answer as long as the references, at four characters a token, and replies of ${String(judging.tokensPerCriterion)} tokens a criterion with ${String(judging.tokensPerVerdict)} for the verdict (an assumption; judges that reason write more).`
							])
				];
	const money = isFree
		? `Nothing of it is paid by the token${cells.some(({ expectedUsd }) => Number(expectedUsd) > 0) ? '; what is expected is the price of the hours that it takes' : ''}.`
		: `At worst ${count(paid.paidRequests)} paid requests${judging && Number(judging.worstUsd) > 0 ? ' and the judges' : ''} cost $${usd(paid.worstUsd)}${maxSpendUsd === null ? '; a cap is needed ("maxSpendUsd")' : `, under a cap of $${usd(maxSpendUsd)}`}.`;
	return [
		`${configFile}: ${String(cells.length)} cells; nothing was sent`,
		renderTable(columns, cells.map(rowOf), { maxWidth: width }),
		[
			money,
			...judges,
			'Tokens are means of a request at four characters each (images at 750 pixels each), answers as long as the references; hidden reasoning and other tokenisers make them more. Time is that of the stages that have a duration, without drain.',
			...scenarios.map(showsInWords),
			...notes
		]
			.flatMap((text) => wrapText(text, width))
			.join('\n')
	].join('\n\n');
};

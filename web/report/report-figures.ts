/** Every figure of a report as a row: what it is, its value as it is computed, its interval, and who says it. */
import { showsEmulated } from '#bench/economics/case/shows-emulated.ts';
import type { Basis } from '#bench/economics/option/parameter.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { swingName } from '#lib/charts/tornado-table.ts';
import { reportNumberGroups } from '#lib/use-case/report-facts.ts';
import type { ReportFileData } from './report-file-data.ts';

/** `computed`: by the cost model from the other figures. */
export type FigureOrigin =
	| 'measured'
	| 'quoted'
	| 'price'
	| 'hardware'
	| 'scenario'
	| 'typed'
	| 'default'
	| 'definition'
	| 'computed';

export interface ReportFigure {
	section: string;
	/** With EMULATED behind an option that no model stands behind. */
	name: string;
	/** Decimal text, or a word; null where there is none. */
	value: string | number | null;
	unit: string | null;
	/** Ends of the interval, in the unit: of costs 90 % of the draws, of other numbers the range given or assumed. Null without one. */
	ciLow: string | number | null;
	ciHigh: string | number | null;
	origin: FigureOrigin;
	/** Who says it, where and when; null for what was computed. */
	source: string | null;
}

const originOf: Record<Basis, FigureOrigin> = {
	measured: 'measured',
	quote: 'quoted',
	'price-book': 'price',
	'hardware-book': 'hardware',
	scenario: 'scenario',
	user: 'typed',
	default: 'default',
	definition: 'definition'
};

const computed = { origin: 'computed', source: null } as const;
const noInterval = { ciLow: null, ciHigh: null } as const;

const verdictFigures = ({ costCase, decision }: ReportFileData): ReportFigure[] => {
	const { verdict, evaluated } = decision;
	const section = 'Verdict';
	const figure = (name: string, value: string | number | null, unit: string | null) => ({
		...{ section, name, value, unit },
		...noInterval,
		...computed
	});
	return [
		figure('sentence', verdict.sentence, null),
		figure('reason', verdict.reason, null),
		figure('state', verdict.state, null),
		figure('emulated', showsEmulated(costCase, decision) ? 'yes' : 'no', null),
		figure('requests a month', evaluated.requestsPerMonth, 'requests/month')
	];
};

const optionFigures = ({ costCase, decision }: ReportFileData): ReportFigure[] =>
	decision.evaluated.options.flatMap(({ option, today }): ReportFigure[] => {
		const section = 'Options';
		const title = markEmulated(option.title, option.emulated);
		const band = decision.bands[option.id];
		const right = costCase.quality[option.id]?.acceptShare ?? null;
		return [
			{
				...{ section, name: `${title}: cost a month`, unit: 'USD/month' },
				value: today.totalUsdPerMonth,
				ciLow: band?.low ?? null,
				ciHigh: band?.high ?? null,
				...computed
			},
			{
				...{ section, name: `${title}: cost of a request`, unit: 'USD/request' },
				value: today.usdPerRequest,
				...noInterval,
				...computed
			},
			...(right === null
				? []
				: [
						{
							...{ section, name: `${title}: right`, unit: 'share' },
							value: right.value,
							ciLow: right.spread.kind === 'fixed' ? null : right.spread.low,
							ciHigh: right.spread.kind === 'fixed' ? null : right.spread.high,
							origin: originOf[right.basis],
							source: right.source
						}
					])
		];
	});

const swingFigures = ({ costCase, decision }: ReportFileData): ReportFigure[] =>
	(decision.dependence?.sensitivity.swings ?? []).flatMap((swing) =>
		([swing.low, swing.high] as const).map((end) => ({
			section: 'What it depends on most: making saves a month',
			name: `${swingName(swing, costCase.options)} at ${String(end.value)} ${swing.parameter.unit}`,
			value: end.savingUsdPerMonth,
			unit: 'USD/month',
			...noInterval,
			...computed
		}))
	);

const numberFigures = ({ costCase }: ReportFileData): ReportFigure[] =>
	reportNumberGroups(costCase).flatMap(({ owner, parameters }) =>
		parameters.map(({ label, value, unit, spread, basis, source, asOf }) => ({
			section: `Numbers: ${owner ?? 'all options, or several'}`,
			name: label,
			value,
			unit,
			ciLow: spread.kind === 'fixed' ? null : spread.low,
			ciHigh: spread.kind === 'fixed' ? null : spread.high,
			origin: originOf[basis],
			source: asOf === null || source.includes(asOf) ? source : `${source}, ${asOf}`
		}))
	);

/** In the order of the page; without options that can be computed only what there is. */
export const reportFigures = (file: ReportFileData): ReportFigure[] => [
	...verdictFigures(file),
	...optionFigures(file),
	...swingFigures(file),
	...numberFigures(file)
];

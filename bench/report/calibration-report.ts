/** What `bench judge calibrate` prints. */
import { markEmulated } from '#core/mark-emulated.ts';
import { formatShareExactly, missing, renderTable, wrapText, type Column } from './format.ts';
import { judgingLines, kappaInWords, type ReportedScenarioJudging } from './judging-report.ts';

export interface ReportedCalibration {
	runId: string;
	/** Questions put now. */
	asked: number;
	labelSource: string;
	calibrations: readonly {
		judgeId: string;
		scenarioId: string;
		passAt: number;
		emulated: boolean;
		n: number;
		unreadable: number;
		divided: number;
		right: number;
		rightPassed: number;
		wrong: number;
		wrongFailed: number;
		kappa: number | null;
		kappaLow: number | null;
		kappaHigh: number | null;
		sensitivity: number | null;
		specificity: number | null;
		labellerAlpha: number | null;
	}[];
	scenarios: readonly ReportedScenarioJudging[];
}

const columns: Column[] = [
	{ title: 'judge', align: 'left' },
	{ title: 'scenario', align: 'left' },
	{ title: 'labels', align: 'right' },
	{ title: 'κ (95 %)', align: 'right' },
	{ title: 'right passed', align: 'right' },
	{ title: 'wrong failed', align: 'right' },
	{ title: 'unreadable', align: 'right' }
];

const outOf = (count: number, of: number, share: number | null): string =>
	share === null ? missing : `${String(count)}/${String(of)} (${formatShareExactly(share)})`;

/** `maxWidth`: columns of the terminal; null where there is none. */
export const renderCalibration = (
	{ runId, asked, labelSource, calibrations, scenarios }: ReportedCalibration,
	maxWidth: number | null
): string => {
	const rows = calibrations.map((each) => [
		markEmulated(each.judgeId, each.emulated),
		each.scenarioId,
		String(each.n),
		kappaInWords(each),
		outOf(each.rightPassed, each.right, each.sensitivity),
		outOf(each.wrongFailed, each.wrong, each.specificity),
		String(each.unreadable)
	]);
	const remarks = calibrations.flatMap(({ scenarioId, divided, labellerAlpha }, index) => {
		if (calibrations.findIndex((each) => each.scenarioId === scenarioId) !== index) return [];
		return [
			...(divided === 0
				? []
				: [`${scenarioId}: people are divided on ${String(divided)} answers, which are left out.`]),
			...(labellerAlpha === null
				? []
				: [`${scenarioId}: Krippendorff's α of the people ${labellerAlpha.toFixed(2)}.`])
		];
	});
	return [
		`run ${runId} against ${labelSource === 'reviews' ? 'the thumbs of the dashboard' : labelSource}: ${String(asked)} questions put to judges, calibration stored`,
		renderTable(columns, rows, { maxWidth }),
		[
			'Right passed: share of the answers that people call right and the judge passes (sensitivity); wrong failed: specificity.',
			...remarks,
			...judgingLines(scenarios).map((line) => line.trim())
		]
			.flatMap((line) => wrapText(line, maxWidth))
			.join('\n')
	].join('\n\n');
};

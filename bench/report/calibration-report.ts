/** What `bench judge calibrate` prints. */
import { kappaInWords, type FloorFinding } from '#core/judge-floor.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { formatShareExactly, missing, renderTable, wrapText, type Column } from './format.ts';
import { judgingLines, type ReportedScenarioJudging } from './judging-report.ts';

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
		/** Null for a panel: floors are of single judges. */
		floor: FloorFinding | null;
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

/** What a calibration means for the judge, said at once. */
const floorInWords = (
	judgeId: string,
	scenarioId: string,
	{ state, words }: FloorFinding
): string => {
	const head = `"${judgeId}"`;
	switch (state) {
		case 'below':
			return `${head} may not grade ${scenarioId}: ${words}. bench run and bench judge run refuse it.`;
		case 'unknown':
			return `Nobody knows yet whether ${head} may grade ${scenarioId}: ${words}.`;
		case 'holds':
			return `${head} may grade ${scenarioId}: ${words}.`;
	}
};

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
	const remarks = calibrations.flatMap(
		({ scenarioId, n, unreadable, divided, labellerAlpha }, index) => {
			if (calibrations.findIndex((each) => each.scenarioId === scenarioId) !== index) return [];
			return [
				...(divided === 0
					? []
					: [
							`${scenarioId}: people are divided on ${String(divided)} of ${String(n + unreadable + divided)} answers, which are left out. These are the hard ones, so that κ is higher than it would be over all.`
						]),
				...(labellerAlpha === null
					? []
					: [
							`${scenarioId}: Krippendorff's α of the people ${labellerAlpha.toFixed(2).replace('-', '−')}.`
						])
			];
		}
	);
	const verdicts = calibrations.flatMap(({ judgeId, scenarioId, floor }) =>
		floor === null ? [] : [floorInWords(judgeId, scenarioId, floor)]
	);
	return [
		`run ${runId} against ${labelSource === 'reviews' ? 'the thumbs of the dashboard' : labelSource}: ${String(asked)} questions put to judges, calibration stored`,
		renderTable(columns, rows, { maxWidth }),
		[
			'Right passed: share of the answers that people call right and the judge passes (sensitivity); wrong failed: specificity.',
			...verdicts,
			...remarks,
			...judgingLines(scenarios).map((line) => line.trim())
		]
			.flatMap((line) => wrapText(line, maxWidth))
			.join('\n')
	].join('\n\n');
};

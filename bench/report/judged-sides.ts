/** What a comparison says of sides that models have judged: the share as judged, and the share corrected for their errors. */
import { formatShareExactly, formatShareWithInterval } from './format.ts';
import { kappaInWords } from '#core/judge-floor.ts';
import { correctedInWords, overLabels, type ReportedScenarioJudging } from './judging-report.ts';

/** One sentence; null where the cell is not judged. `title`: how the side is called. */
export const judgedSideInWords = (
	title: string,
	cellId: string,
	judging: readonly ReportedScenarioJudging[]
): string | null => {
	for (const { judges, calibration, cells } of judging) {
		const cell = cells.find((each) => each.cellId === cellId);
		if (!cell) continue;
		const open = cell.awaiting + cell.unreadable;
		const by = judges.map(({ judgeId, emulated }) => (emulated ? `${judgeId} EMULATED` : judgeId));
		return [
			`${title} is judged by ${by.length === 0 ? 'nobody yet' : by.join(', ')}: ${formatShareWithInterval(cell.rate)} right as judged`,
			calibration === null
				? 'not calibrated, so that nobody knows how far that holds'
				: cell.corrected === null
					? `not to be corrected, as the judges do not tell right from wrong better than chance (κ ${kappaInWords(calibration)} ${overLabels(calibration.n)})`
					: `${correctedInWords(cell.corrected)} corrected for the errors of the judges (κ ${kappaInWords(calibration)} ${overLabels(calibration.n)})`,
			...(judges.some(({ judgeId }) => judgeId === cell.targetId)
				? ['it judges itself, and judges tend to favour their own answers']
				: []),
			...(open === 0
				? []
				: [
						`${formatShareExactly(open / cell.answers)} of its answers have no grade (${String(cell.unreadable)} unreadable judgements, ${String(cell.awaiting)} waiting)`
					])
		]
			.join('; ')
			.concat('.');
	}
	return null;
};

/** What must be known of the difference of two sides where either is judged by models. */
export const judgedDifferenceInWords =
	'The shares of a judged side are over all of its graded answers; the difference is over the items with a grade of both. It is that of the grades as judged: the errors of the judges are not taken out of it.';

/** What is said of a run that was broken off and gone on with. */
import type { RunSegment } from '#core/run-basis.ts';

const moment = (utc: string): string => `${utc.slice(0, 16).replace('T', ' ')}Z`;

/** One line for each time that it was gone on with; none of a run in one piece. */
export const segmentLines = (segments: readonly RunSegment[]): string[] =>
	segments.slice(1).flatMap(({ startedAtUtc, stagesBefore, basis, drift }) => {
		const first = segments[0]?.basis;
		const elsewhere =
			first && first.hostName !== basis.hostName
				? [`measured from ${basis.hostName}, before from ${first.hostName}`]
				: [];
		const newer =
			first && first.benchVersion !== basis.benchVersion
				? [`by version ${basis.benchVersion}, before by ${first.benchVersion}`]
				: [];
		return [
			`  ${moment(startedAtUtc)}: after ${String(stagesBefore)} stage${stagesBefore === 1 ? '' : 's'}${[...elsewhere, ...newer].map((each) => `; ${each}`).join('')}`,
			...drift.map((sentence) => `    allowed although ${sentence}`)
		];
	});

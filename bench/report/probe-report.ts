/** A probe as text: group by group, each check with what was asked, what came and what it means. */
import {
	checkGroups,
	checkStatuses,
	type CheckGroup,
	type ProbeCheck,
	type ProbeCost,
	type ProbeReport
} from '#core/probe.ts';
import { wrapText } from './format.ts';

const groupTitles: Readonly<Record<CheckGroup, string>> = {
	usage: 'Token counts',
	stream: 'The stream',
	errors: 'Refusals and limits',
	connection: 'The way there',
	abilities: 'What can be asked for'
};

/** Wide enough for the longest status. */
const statusWidth = Math.max(...checkStatuses.map(({ length }) => length));
const indent = ' '.repeat(statusWidth + 2);

const checkLines = (check: ProbeCheck, width: number | null): string[] => {
	const line = (label: string, text: string): string[] =>
		wrapText(`${indent}${label} ${text}`, width, `${indent}       `);
	return [
		`${check.status.padEnd(statusWidth)}  ${check.title}`,
		...(check.status === 'not asked' ? [] : line('asked ', check.asked)),
		...line(check.status === 'not asked' ? 'why   ' : 'came  ', check.came),
		...(check.means === null ? [] : line('means ', check.means))
	];
};

/** `3 ok, 1 missing` */
const tally = (checks: readonly ProbeCheck[]): string =>
	checkStatuses
		.flatMap((status) => {
			const count = checks.filter((check) => check.status === status).length;
			return count === 0 ? [] : [`${String(count)} ${status}`];
		})
		.join(', ');

/** Statuses that somebody has to do something about, the most telling first. */
const toLookAt = ['differs', 'missing', 'failed', 'not known'] as const;

/** `missing: Usage in a streamed answer; A tool that may be called`: a line for each status of which there is a check, as a report is long. */
const toLookAtLines = (checks: readonly ProbeCheck[]): string[] =>
	toLookAt.flatMap((status) => {
		const titles = checks.flatMap((check) => (check.status === status ? [check.title] : []));
		return titles.length === 0 ? [] : [`${status}: ${titles.join('; ')}`];
	});

const costText = ({
	paid,
	capUsd,
	worstUsd,
	settledUsd,
	unpricedAnswers,
	unpricedWorstUsd
}: ProbeCost): string => {
	if (!paid) return 'Nobody is paid for them.';
	const unpriced =
		unpricedAnswers === 0
			? ''
			: ` ${String(unpricedAnswers)} answers without usage are not in it, at most ${unpricedWorstUsd} USD.`;
	return `They cost ${settledUsd} USD by the usage that came back (at worst ${worstUsd} USD, cap ${capUsd ?? 'none'} USD).${unpriced}`;
};

/** `width`: columns of the terminal; null for none. */
export const renderProbe = (report: ProbeReport, width: number | null): string => {
	const { target, requests, checks } = report;
	const heading = [
		`${report.emulated ? 'EMULATED: ' : ''}${target.id}: ${target.model} over ${target.protocol} at ${target.baseUrl}`,
		`${String(requests)} requests. ${costText(report.cost)}`,
		`${tally(checks)}.`
	];
	return [
		...heading.flatMap((text) => wrapText(text, width)),
		...toLookAtLines(checks).flatMap((text) => wrapText(text, width, '  ')),
		...checkGroups.flatMap((group) => [
			'',
			groupTitles[group],
			...checks
				.filter((check) => check.group === group)
				.flatMap((check) => checkLines(check, width))
		])
	].join('\n');
};

/** Renders a report for a file of its own; built by `bench report` and loaded by it (see vite.report.config.ts). */
import { render } from 'svelte/server';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { decide } from '#bench/economics/case/decide.ts';
import type { Database } from '#db/client.server.ts';
import type { RenderReport, ReportRequest } from '#bench/cases/report-rendering.ts';
import { defaultSloShare } from '#core/slo.ts';
import { standingDecision } from '#db/decisions.server.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { caseTodayOf, heldAgainst, type DecisionToday } from '#lib/server/decision-today.ts';
import { runIdsOf } from '#lib/server/evidence-runs.ts';
import { hybridFrontiers } from '#lib/server/hybrid-frontiers.ts';
import { measuredLevels } from '#lib/server/measured-levels.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import ReportFile from './ReportFile.svelte';
import { reportCsv } from './report-csv.ts';
import { reportFigures } from './report-figures.ts';
import type { ReportFileData } from './report-file-data.ts';
import { reportMarkdown } from './report-markdown.ts';

/** The decision about the use case that stands; null where there is none. */
const decidedOf = async (
	database: Database,
	{ costCase, caseToday }: Pick<ReportRequest, 'costCase' | 'caseToday'>
): Promise<DecisionToday | null> => {
	const standing = await standingDecision(database, costCase.useCase);
	if (!standing) return null;
	const [held] = await heldAgainst(database, [standing], {
		caseToday: async ({ evidence: { overrides, verdict } }) =>
			caseTodayOf(await caseToday(verdict.emulated), overrides),
		titleOf: () => costCase.title
	});
	return held ?? null;
};

export const renderReport: RenderReport = async ({
	spec,
	costCase,
	caseToday,
	database,
	includeEmulated,
	changes,
	madeFrom,
	madeAtUtc,
	version
}) => {
	const decision = decide(costCase, 'full');
	const db = await databaseIfAny(database);
	const runs = runIdsOf(costCase).map((id) => `run ${id}`);
	const data: ReportFileData = {
		...{ costCase, decision, changes: [...changes], madeAtUtc, version },
		volumes: costByVolume(costCase, decision.evaluated, chartRange(costCase, decision, 'log')),
		levels: db
			? await measuredLevels(db, costCase, { includeEmulated })
			: { targets: [], slo: {}, sloShare: defaultSloShare },
		decided: db ? await decidedOf(db, { costCase, caseToday }) : null,
		hybrids: await hybridFrontiers(spec, database, { includeEmulated }),
		madeFrom: [...madeFrom, ...runs]
	};
	// As the script of the file will read it.
	const file = JSON.parse(JSON.stringify(data)) as ReportFileData;
	const figures = reportFigures(file);
	const { body } = render(ReportFile, { props: { file, scripted: false } });
	return {
		title: `${costCase.title} · breakeven`,
		body,
		data,
		texts: {
			md: reportMarkdown(file),
			csv: reportCsv(figures),
			json: `${JSON.stringify({ figures, ...file }, null, '\t')}\n`
		},
		verdict: decision.verdict,
		isEmpty: decision.evaluated.options.length === 0
	};
};

/** Renders a report for a file of its own; built by `bench report` and loaded by it (see vite.report.config.ts). */
import { render } from 'svelte/server';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { decide } from '#bench/economics/case/decide.ts';
import type { RenderReport } from '#bench/cases/report-rendering.ts';
import { defaultSloShare } from '#core/slo.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { runIdsOf } from '#lib/server/evidence-runs.ts';
import { hybridFrontiers } from '#lib/server/hybrid-frontiers.ts';
import { measuredLevels } from '#lib/server/measured-levels.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import ReportFile from './ReportFile.svelte';
import type { ReportFileData } from './report-file-data.ts';

export const renderReport: RenderReport = async ({
	spec,
	costCase,
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
		hybrids: await hybridFrontiers(spec, database, { includeEmulated }),
		madeFrom: [...madeFrom, ...runs]
	};
	// As the script of the file will read it.
	const file = JSON.parse(JSON.stringify(data)) as ReportFileData;
	const { body } = render(ReportFile, { props: { file, scripted: false } });
	return {
		title: `${costCase.title} · breakeven`,
		body,
		data,
		verdict: decision.verdict,
		isEmpty: decision.evaluated.options.length === 0
	};
};

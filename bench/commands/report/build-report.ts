/** What reports in files of their own are put together from, as Vite builds it. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RenderReport } from '#bench/cases/report-rendering.ts';
import { buildOnce, builtFile, type Build, type BuildOptions } from '../build/build-once.ts';

const config = ['--config', 'vite.report.config.ts'];

const reportBuild: Build = {
	name: 'the page of reports',
	folder: 'build-report',
	entry: 'server/render.js',
	// What is loaded from `bench/` is loaded as it is, but for the pure parts that the page itself computes with.
	calls: [config, [...config, '--ssr', 'web/report/render.server.ts']],
	sources: ['vite.report.config.ts']
};

/** Builds them if need be; see `buildOnce`. */
export const buildReport = (options: BuildOptions): Promise<void> =>
	buildOnce(reportBuild, options);

export interface ReportParts {
	render: RenderReport;
	/** Draws the charts; without the tags around it. */
	script: string;
	style: string;
}

/** Builds them if need be, and loads them; throws what `buildOnce` throws. */
export const reportParts = async (options: BuildOptions): Promise<ReportParts> => {
	await buildReport(options);
	const entry = builtFile(reportBuild);
	const client = join(dirname(dirname(entry)), 'client');
	const [{ renderReport }, script, style] = await Promise.all([
		import(pathToFileURL(entry).href) as Promise<{ renderReport: RenderReport }>,
		readFile(join(client, 'report.js'), 'utf8'),
		readFile(join(client, 'report.css'), 'utf8')
	]);
	return { render: renderReport, script, style };
};

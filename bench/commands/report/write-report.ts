/** `bench report USE-CASE`: the report of a use case as one HTML file, or as Markdown, CSV or JSON. */
import { constants, existsSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { didYouMean } from '#core/nearest-names.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { evaluateWith } from '#bench/cases/evaluate-spec.ts';
import { findSpec } from '#bench/cases/find-spec.ts';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';
import { htmlFile } from '#bench/report/html-file.ts';
import { benchVersion } from '#bench/telemetry/host-facts.ts';
import type { Database } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { measuredUseCases } from '#db/measured-use-cases.server.ts';
import type { CommandContext } from '../context.ts';
import { withCaseDatabase, type CaseCommandOptions } from '../cost/evaluate-command.ts';
import { reportParts } from './build-report.ts';
import { chosenFormat, type AskedFormat } from './report-format.ts';

export interface ReportOptions extends CaseCommandOptions, AskedFormat {
	spec?: string;
	run?: string;
	force?: true;
	rebuild?: true;
}

/** Null for a folder that may be written to. */
const whyNotWritable = async (folder: string): Promise<string | null> => {
	const found = await stat(folder).catch(() => null);
	if (!found) return 'is missing, or may not be looked into';
	if (!found.isDirectory()) return 'is no folder';
	return access(folder, constants.W_OK).then(
		() => null,
		(cause: unknown) => `may not be written to: ${errorMessage(cause)}`
	);
};

/** Refuses early what could not be written at the end. */
const checkTarget = async (file: string, force: boolean): Promise<void> => {
	if (file.trim() === '') {
		throw new BenchError('E_USAGE', '--output or --html names no file', {
			hint: 'Name the file that is written, such as --html report.html'
		});
	}
	const found = await stat(file).catch(() => null);
	if (file.endsWith('/') || found?.isDirectory()) {
		throw new BenchError('E_USAGE', `"${file}" is a folder, not a file`, {
			hint: 'Name the file too, such as report.html in it.'
		});
	}
	if (found && !found.isFile()) {
		throw new BenchError('E_USAGE', `${file} is no plain file`, {
			hint: 'Name a file, such as report.html.'
		});
	}
	if (found && !force) {
		throw new BenchError('E_USAGE', `${file} is there already`, {
			hint: 'Name another file, or replace it with --force.'
		});
	}
	const folder = dirname(file);
	const problem = await whyNotWritable(folder);
	if (problem !== null) {
		throw new BenchError('E_FILE', `${file} cannot be written: ${folder} ${problem}`, {
			hint: 'Make the folder, or name a file in another one.'
		});
	}
};

/** A use case that nothing was measured for is told with those that there are. */
const checkUseCase = async (useCase: string, database: Database): Promise<void> => {
	const known = (await measuredUseCases(database)).map(({ scenarioId }) => scenarioId);
	if (known.includes(useCase)) return;
	throw new BenchError('E_NOT_FOUND', `no run in ${database.name} measured "${useCase}"`, {
		hint:
			known.length === 0
				? 'Nothing has been measured yet: npx bench run --demo. A cost spec is named with --spec.'
				: `${didYouMean(useCase, known)}There are: ${known.join(', ')}. A cost spec is named with --spec.`
	});
};

/** What was asked for in place of what the spec says. */
const changesOf = ({ at, volume, prices = [] }: ReportOptions): string[] => [
	...(volume === undefined
		? []
		: [`Requests a month: ${volume.toLocaleString('en-US')} in place of the demand`]),
	...(at === undefined ? [] : [`Prices and quotes as on ${at}`]),
	...prices.map((file) => `Prices of ${basename(file)} go before the price book`)
];

/** Names without the folders of this machine: the file is passed on. */
const madeFromOf = ({ spec, db }: ReportOptions): string[] => {
	const location = parseDatabaseUrl(db);
	const isThere = location.kind === 'remote' || existsSync(location.path);
	const database = location.kind === 'file' ? basename(location.path) : location.name;
	return [
		...(spec === undefined ? [] : [`cost spec ${basename(spec)}`]),
		...(isThere ? [`database ${database}`] : [])
	];
};

export const writeReport = async (
	useCase: string | undefined,
	options: ReportOptions,
	context: CommandContext
): Promise<void> => {
	const { spec, includeEmulated = false } = options;
	const { format, file } = chosenFormat(options);
	if (file !== null) await checkTarget(file, options.force ?? false);
	const madeAtUtc = new Date().toISOString();
	const { report, parts } = await withCaseDatabase(options, context, async (database) => {
		if (spec === undefined && useCase !== undefined) await checkUseCase(useCase, await database());
		const evaluated = await evaluateWith(findSpec(useCase, options), options, database);
		const built = await reportParts({ force: options.rebuild ?? false, note: context.note });
		return {
			parts: built,
			report: await built.render({
				spec: evaluated.spec,
				costCase: evaluated.costCase,
				caseToday: async (withEmulated) => {
					const asGiven = {
						...(options.prices ? { prices: options.prices } : {}),
						...(includeEmulated || withEmulated ? { includeEmulated: true as const } : {})
					};
					return (await evaluateWith(findSpec(useCase, options), asGiven, database)).costCase;
				},
				...{ database, includeEmulated, madeAtUtc },
				changes: changesOf(options),
				madeFrom: madeFromOf(options),
				version: benchVersion()
			})
		};
	});
	const { script, style } = parts;
	const { title, body, data, verdict } = report;
	const text =
		format === 'html' ? htmlFile({ title, body, data, script, style }) : report.texts[format];
	if (report.isEmpty) context.note('no option can be computed yet; the report says why');
	if (file === null) {
		context.print(text.trimEnd());
		return;
	}
	// It may have appeared in the meantime.
	await checkTarget(file, options.force ?? false);
	await writeFileAtomically(file, text);
	const bytes = Buffer.byteLength(text);
	context.print(
		options.json
			? JSON.stringify({ file, bytes, verdict: verdict.sentence, emulated: verdict.emulated })
			: `${file}\n  ${verdict.sentence}`
	);
};

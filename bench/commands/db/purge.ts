/** `bench db purge`: takes old runs, or the texts of old runs, out of a database for good. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AgedRun, PurgedTexts } from '#db/purge.server.ts';
import { renderTable } from '#bench/report/format.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import { addCommonOptions, databaseFlag, type CommonOptions } from '../options.ts';
import { copiesBeside, copiesRemark } from './copies-beside.ts';
import { serverRemark, tracesOnServer } from './traces-on-server.ts';

const parts = ['texts', 'runs'] as const;

interface PurgeOptions extends CommonOptions {
	/** Days. */
	olderThan: number;
	what: (typeof parts)[number];
	yes?: true;
}

const dayMs = 86_400_000;
const daysOf: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 };

/** Days from an age such as `90d`, `12w` or `2y`. */
const parseAge = (text: string): number => {
	const [, count = '', unit = ''] = /^(\d{1,5})([dwy])$/u.exec(text) ?? [];
	const days = Number(count) * (daysOf[unit] ?? NaN);
	if (Number.isNaN(days)) {
		throw new InvalidArgumentError('expected an age in days, weeks or years, such as 90d.');
	}
	return days;
};

const many = (n: number): string => n.toLocaleString('en-US');

const tableOf = (runs: readonly AgedRun[]): string =>
	renderTable(
		[
			{ title: 'run', align: 'left' },
			{ title: 'name', align: 'left' },
			{ title: 'begun (UTC)', align: 'left' },
			{ title: 'attempts', align: 'right' },
			{ title: 'texts', align: 'right' }
		],
		runs.map(({ id, name, startedAtUtc, attempts, texts }) => [
			id,
			name,
			startedAtUtc.slice(0, 10),
			many(attempts),
			many(texts)
		])
	);

/** What is counted, in the words of the result. */
const kindsOfTexts: Readonly<Record<keyof PurgedTexts, string>> = {
	answers: 'answers',
	bodies: 'bodies of responses',
	judgements: 'judgements',
	comments: 'comments',
	messages: 'messages of endpoints',
	summaries: 'lists of such messages',
	reasons: 'reasons why a run ended'
};

const kinds = Object.keys(kindsOfTexts) as (keyof PurgedTexts)[];

const noTexts: PurgedTexts = {
	answers: 0,
	bodies: 0,
	judgements: 0,
	comments: 0,
	messages: 0,
	summaries: 0,
	reasons: 0
};

const purge = (options: PurgeOptions, context: CommandContext): Promise<void> =>
	withExistingDatabase(options, context, 'Give its path with --db.', async (database) => {
		const { purgeRun, purgeTextsOfRun, runsBefore } = await import('#db/purge.server.ts');
		const { compactDatabase } = await import('#db/maintenance.server.ts');
		const { what, olderThan, yes } = options;
		const beforeUtc = new Date(Date.now() - olderThan * dayMs).toISOString();
		const aged = await runsBefore(database, beforeUtc);
		const isRunning = ({ state, owner }: AgedRun): boolean =>
			visibleRunState({ state, endedAtUtc: null, stateReason: null }, owner) === 'running';
		const meant = aged.filter((run) => !isRunning(run) && (what === 'runs' || run.texts > 0));
		for (const { id } of aged.filter(isRunning)) {
			context.note(`run ${id} is still being measured, and left as it is`);
		}
		const removed = { runs: 0, attempts: 0, ...noTexts };
		if (yes) {
			for (const { id } of meant) {
				removed.runs++;
				if (what === 'runs') removed.attempts += (await purgeRun(database, id)).attempts;
				else {
					const gone = await purgeTextsOfRun(database, id);
					for (const kind of kinds) removed[kind] += gone[kind];
				}
			}
		}
		// Also where nothing was left to remove: what was removed before may still stand in free pages.
		const sizes = yes ? await compactDatabase(database) : null;
		const copies = copiesBeside(options.db);
		const traces = database.kind === 'file' ? [] : tracesOnServer;
		if (options.json) {
			const runs = meant.map(({ id, name, state, startedAtUtc, attempts, texts }) => ({
				id,
				name,
				state,
				startedAtUtc,
				attempts,
				texts
			}));
			const done = { database: database.name, what, beforeUtc, isDryRun: !yes, runs };
			context.print(JSON.stringify({ ...done, removed, ...sizes, copies, traces }, null, '\t'));
		} else if (meant.length === 0) {
			context.print(
				`${database.name}: no run from before ${beforeUtc.slice(0, 10)} has ${what === 'texts' ? 'texts' : 'to go'}`
			);
		} else if (!yes) {
			const flag = databaseFlag(options) === null ? '' : ` --db ${options.db}`;
			const sentence =
				what === 'texts'
					? `the texts of ${many(meant.length)} runs from before ${beforeUtc.slice(0, 10)} would be removed; their figures stay`
					: `${many(meant.length)} runs from before ${beforeUtc.slice(0, 10)} would be removed with all that was measured`;
			context.print(
				`${tableOf(meant)}\n\n${sentence}. Nothing was removed. To go on:\n  bench db purge --older-than ${String(olderThan)}d --what ${what} --yes${flag}`
			);
		} else {
			context.print(
				what === 'runs'
					? `removed ${many(removed.runs)} runs with ${many(removed.attempts)} attempts`
					: `removed the texts of ${many(removed.runs)} runs: ${kinds.map((kind) => `${many(removed[kind])} ${kindsOfTexts[kind]}`).join(', ')}`
			);
		}
		const remark = meant.length > 0 ? copiesRemark(copies, 'what is removed here') : null;
		if (remark !== null) context.note(remark);
		const onServer = serverRemark(database, 'what is removed here');
		if (onServer !== null) context.note(onServer);
	});

export const definePurge = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command.description(
			'remove the texts of old runs, or old runs as a whole, and of a file every trace of them'
		)
	)
		.requiredOption(
			'--older-than <age>',
			'runs that began longer ago than this: 90d, 12w, 1y',
			parseAge
		)
		.addOption(
			new Option(
				'--what <part>',
				'texts: answers, bodies of responses, what judges wrote, comments, messages of endpoints; figures and the config as it was written stay. runs: everything'
			)
				.choices(parts)
				.default('texts')
		)
		.option('--yes', 'really remove; without it this only says what would go')
		.addHelpText(
			'after',
			`
What has no text any more cannot be graded or judged again. The file is compacted afterwards, which needs as much free space as it has.
Copies of the file are not touched. A server is not compacted: its free pages, write-ahead log and replication log may hold what was removed until its operator
compacts it or makes it anew.

Examples:
  bench db purge --older-than 90d
  bench db purge --older-than 1y --what runs --yes`
		)
		.action((options: PurgeOptions) => purge(options, context));
};

/** `bench db`: checks, copies, compacts and measures the database as a whole. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BenchError, exitCodes } from '#core/errors.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { Database } from '#db/client.server.ts';
import type * as maintenanceModule from '#db/maintenance.server.ts';
import type { DatabaseCheck, DatabaseStats } from '#db/maintenance.server.ts';
import { renderTable } from '#bench/report/format.ts';
import type { CommandContext } from './context.ts';
import { defineEncrypt } from './db/encrypt.ts';
import { definePurge } from './db/purge.ts';
import { defineReplay } from './db/replay.ts';
import { serverRemark, tracesOnServer } from './db/traces-on-server.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

type Maintenance = Pick<
	typeof maintenanceModule,
	'checkDatabase' | 'backUpDatabase' | 'compactDatabase' | 'readDatabaseStats'
>;

const withDatabase = (
	options: CommonOptions,
	context: CommandContext,
	use: (database: Database, maintenance: Maintenance) => Promise<void>
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db; the first run makes one: bench run --demo',
		async (database) => {
			await use(database, await import('#db/maintenance.server.ts'));
		},
		// Looking after a database must not change it, and must do for one that is older.
		{ asItIs: true }
	);

const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const many = (n: number): string => n.toLocaleString('en-US');

const renderCheck = (name: string, check: DatabaseCheck): string => {
	const { integrity, foreignKeys, pendingMigrations, unknownMigrations, counts, texts, dataKey } =
		check;
	const rows = Object.entries(counts).map(
		([table, n]) => `${n === null ? 'uncountable' : many(n)} ${table}`
	);
	return [
		`${name}: ${check.isWhole ? 'whole' : 'NOT whole'}`,
		...integrity.map((line) => `  damaged: ${line}`),
		...foreignKeys.map((line) => `  refers to nothing: ${line}`),
		...(unknownMigrations === 0
			? []
			: [
					`  of a NEWER version: ${many(unknownMigrations)} of its migrations are unknown to this one`
				]),
		`  ${rows.join(', ')}`,
		...textLines(texts),
		...plainLines(texts),
		...keyLines(dataKey),
		`  SQLite ${check.sqliteVersion}, journal ${check.journalMode ?? 'of the server'}, ${String(check.migrations.length)} migrations${pendingMigrations.length === 0 ? '' : `; ${String(pendingMigrations.length)} more are applied by the next command that writes, after a copy of the file`}`
	].join('\n');
};

/** How many texts are encrypted, and what keeps some of them shut; nothing where none is. */
const textLines = (texts: DatabaseCheck['texts']): string[] => {
	if (!texts || texts.encrypted === 0) return [];
	const { encrypted, 'other-key': otherKey, damaged } = texts.shut;
	const shut = [
		...(encrypted > 0
			? [`${many(encrypted)} cannot be opened without their key: give it in BENCH_DATA_KEY`]
			: []),
		...(otherKey > 0
			? [`${many(otherKey)} are encrypted with another key than that of BENCH_DATA_KEY`]
			: []),
		...(damaged > 0 ? [`${many(damaged)} are damaged, or stand in a row that is not theirs`] : [])
	];
	return [
		`  ${many(texts.encrypted)} encrypted texts${shut.length === 0 ? ', all of which open' : ''}`,
		...shut.map((line) => `    ${line}`)
	];
};

/** Texts that are stored as they are although a key holds; nothing where there are none. */
const plainLines = (texts: DatabaseCheck['texts']): string[] => {
	const found = Object.entries(texts?.plain ?? {});
	if (found.length === 0) return [];
	const sum = found.reduce((all, [, n]) => all + n, 0);
	return [
		`  NOT encrypted: ${many(sum)} texts (${found.map(([table, n]) => `${table} ${many(n)}`).join(', ')})`
	];
};

/** Since when nothing is stored without a key; nothing where that is not so. */
const keyLines = (dataKey: DatabaseCheck['dataKey']): string[] => {
	if (!dataKey) return [];
	const { keyId, sinceUtc, isGiven } = dataKey;
	return [
		`  encrypted since ${sinceUtc.slice(0, 10)} with the key of id ${keyId}, which is ${isGiven ? 'given' : 'not given: nothing that holds texts is stored without it'}`
	];
};

const notWhole = (context: CommandContext): void => {
	context.setExitCode(exitCodes.internal);
	context.note(
		'Stop everything that writes to it and go back to a copy: "bench db backup" makes them, and each upgrade leaves one beside the file.'
	);
};

const ofNewerVersion = (context: CommandContext): void => {
	context.setExitCode(exitCodes.internal);
	context.note(
		'This version of bench neither reads it nor writes to it. Update bench, or take the copy that the newer version left beside it.'
	);
};

const notEncrypted = (context: CommandContext): void => {
	context.setExitCode(exitCodes.internal);
	context.note(
		'Texts were stored as they are before the key. Encrypt them: BENCH_DATA_KEY=… bench db encrypt'
	);
};

const check = async (options: CommonOptions, context: CommandContext): Promise<void> => {
	try {
		await withDatabase(options, context, async (database, { checkDatabase }) => {
			const found = await checkDatabase(database);
			context.print(
				options.json
					? JSON.stringify({ database: database.name, ...found }, null, '\t')
					: renderCheck(database.name, found)
			);
			if (!found.isWhole) notWhole(context);
			else if (found.unknownMigrations > 0) ofNewerVersion(context);
			else if (!found.ok) notEncrypted(context);
		});
	} catch (error) {
		// Damage where the file begins: it cannot even be opened.
		if (!(error instanceof BenchError) || !isDamage(error)) throw error;
		const { name } = parseDatabaseUrl(options.db);
		const integrity = [error.message];
		context.print(
			options.json
				? JSON.stringify({ database: name, ok: false, isWhole: false, integrity }, null, '\t')
				: [`${name}: NOT whole`, ...integrity.map((line) => `  damaged: ${line}`)].join('\n')
		);
		notWhole(context);
	}
};

/** Whether SQLite calls the file damaged. */
const isDamage = ({ cause }: BenchError): boolean =>
	cause instanceof Error &&
	'code' in cause &&
	['SQLITE_CORRUPT', 'SQLITE_NOTADB'].includes(String(cause.code));

/** Where the copy goes: a path, or the file of a database URL. */
const copyPathOf = (text: string): string => {
	if (!/^(?:file|libsql|https?|wss?):/u.test(text)) return resolve(text);
	const location = parseDatabaseUrl(text);
	if (location.kind === 'file') return location.path;
	throw new BenchError('E_USAGE', `a copy cannot be made on a server (${location.name})`, {
		hint: 'Give the path of a new file.'
	});
};

const backup = (path: string, options: CommonOptions, context: CommandContext): Promise<void> =>
	withDatabase(options, context, async (database, { backUpDatabase }) => {
		const { check: found, bytes } = await backUpDatabase(database, copyPathOf(path));
		if (options.json) {
			context.print(
				JSON.stringify({ database: database.name, copy: path, bytes, check: found }, null, '\t')
			);
			return;
		}
		context.print(
			`${path}: a whole copy of ${database.name}, ${mib(bytes)}, ${many(found.counts.runs ?? 0)} runs, ${many(found.counts.attempts ?? 0)} attempts`
		);
	});

const vacuum = (options: CommonOptions, context: CommandContext): Promise<void> =>
	withDatabase(options, context, async (database, { compactDatabase }) => {
		const compacted = await compactDatabase(database);
		const { bytesBefore, bytesAfter } = compacted;
		const traces = compacted.isCompacted ? [] : tracesOnServer;
		if (options.json) {
			context.print(JSON.stringify({ database: database.name, ...compacted, traces }, null, '\t'));
		} else {
			context.print(
				bytesBefore === null || bytesAfter === null
					? `${database.name}: not compacted`
					: `${database.name}: ${mib(bytesBefore)} before, ${mib(bytesAfter)} now`
			);
		}
		const onServer = serverRemark(database, 'what was deleted');
		if (onServer !== null) context.note(onServer);
	});

const renderStats = (name: string, stats: DatabaseStats): string => {
	const { bytes, freeBytes, firstRunAtUtc, lastRunAtUtc } = stats;
	const size = bytes === null ? '' : `, ${mib(bytes)}`;
	const free =
		freeBytes === null || freeBytes === 0
			? ''
			: `, of it ${mib(freeBytes)} free: "bench db vacuum" gives them back`;
	const span =
		firstRunAtUtc === null || lastRunAtUtc === null
			? 'no runs'
			: `runs from ${firstRunAtUtc.slice(0, 10)} to ${lastRunAtUtc.slice(0, 10)}`;
	const table = renderTable(
		[
			{ title: 'table', align: 'left' },
			{ title: 'rows', align: 'right' },
			...(bytes === null ? [] : [{ title: 'with indexes', align: 'right' as const }])
		],
		stats.tables
			.filter(({ rows }) => rows > 0)
			.map((each) => [
				each.name,
				many(each.rows),
				...(each.bytes === null ? [] : [mib(each.bytes)])
			])
	);
	return `${name}${size}${free}; ${span}\n\n${table}`;
};

const stats = (options: CommonOptions, context: CommandContext): Promise<void> =>
	withDatabase(options, context, async (database, { readDatabaseStats }) => {
		const found = await readDatabaseStats(database);
		context.print(
			options.json
				? JSON.stringify({ database: database.name, ...found }, null, '\t')
				: renderStats(database.name, found)
		);
	});

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command
			.command('check')
			.description(
				'is the database whole, can this version read it, and where a key holds, is every text encrypted? Exit code 0 where it is so, 1 where it is not; changes nothing'
			)
	).action((options: CommonOptions) => check(options, context));
	addCommonOptions(
		command
			.command('backup')
			.description('a whole and checked copy in a new file, while others may go on writing')
	)
		.argument('<file>', 'path of the copy; it must not exist yet')
		.action((path: string, options: CommonOptions) => backup(path, options, context));
	addCommonOptions(
		command
			.command('vacuum')
			.description(
				'give the space of deleted rows back, and with it their last traces; needs as much free space as the file has. A server is compacted by its operator alone'
			)
	).action((options: CommonOptions) => vacuum(options, context));
	defineReplay(command.command('replay'), context);
	definePurge(command.command('purge'), context);
	defineEncrypt(command.command('encrypt'), context);
	addCommonOptions(
		command.command('stats').description('what takes the space, by table, and what is free')
	).action((options: CommonOptions) => stats(options, context));
};

/** `bench db encrypt`: encrypts the texts of prompts and answers that are stored as they are, and those that an older key has encrypted. */
import type { Command } from 'commander';
import { BenchError, errorMessage, exitCodes } from '#core/errors.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';
import { copiesBeside, copiesRemark } from './copies-beside.ts';
import { serverRemark, tracesOnServer } from './traces-on-server.ts';

const many = (n: number): string => n.toLocaleString('en-US');

/** How often the command says how far it has come, rows. */
const noteEvery = 20_000;

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => null,
		(error: unknown) => error
	);

/** Said last, and apart: whoever takes it for a failure of the whole would throw the key away. */
const notCompacted = (cause: unknown): BenchError =>
	new BenchError(
		'E_DATABASE',
		'the texts are encrypted, and need the key from now on; but the file could not be compacted, so that its free room may hold texts as they were',
		{
			hint: `Keep the key, mend this and call "bench db vacuum": ${errorMessage(cause)}`,
			cause
		}
	);

const encrypt = (options: CommonOptions, context: CommandContext): Promise<void> =>
	withExistingDatabase(options, context, 'Give its path with --db.', async (database) => {
		const { encryptTexts } = await import('#db/encrypt-texts.server.ts');
		const { markDataKey, requireHeldKey } = await import('#db/data-key-mark.server.ts');
		const { compactDatabase } = await import('#db/maintenance.server.ts');
		await requireHeldKey(database);
		// First: whoever stores a text from now on needs the key, also where there is none yet.
		await markDataKey(database, new Date().toISOString());
		let noted = 0;
		const done = await encryptTexts(database, {
			onProgress: (rows) => {
				if (rows < noted + noteEvery) return;
				noted = rows;
				context.note(`${many(rows)} texts`);
			}
		});
		const { encrypted, reencrypted, left } = done;
		// What was readable until now may still stand in free pages.
		const compacting = encrypted > 0 ? await failureOf(compactDatabase(database)) : null;
		const traces = database.kind === 'file' ? [] : tracesOnServer;
		const copies = copiesBeside(options.db);
		const shut = left.encrypted + left['other-key'];
		context.print(
			options.json
				? JSON.stringify({ database: database.name, ...done, copies, traces }, null, '\t')
				: `${database.name}: encrypted ${many(encrypted)} texts, and ${many(reencrypted)} with the new key that an older one had encrypted; from now on nothing is stored here without the key`
		);
		if (shut > 0) {
			context.note(
				`${many(shut)} texts are encrypted with a key that is not given: set BENCH_DATA_KEY_OLD to it and call this again`
			);
			context.setExitCode(exitCodes.authentication);
		}
		if (left.damaged > 0) {
			context.note(
				`${many(left.damaged)} texts are damaged, or stand in a row that is not theirs, and were left as they are`
			);
		}
		const remark = encrypted > 0 ? copiesRemark(copies, 'texts as they were') : null;
		if (remark !== null) context.note(remark);
		// Also where another call has encrypted them: what a server holds of them is not known here.
		const onServer = serverRemark(database, 'texts as they were');
		if (onServer !== null) context.note(onServer);
		if (compacting !== null) throw notCompacted(compacting);
	});

export const defineEncrypt = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command.description(
			'encrypt the texts of prompts and answers that are stored, with BENCH_DATA_KEY'
		)
	)
		.addHelpText(
			'after',
			`
The key is 32 bytes, as 64 hexadecimal digits or in base64, in BENCH_DATA_KEY, or what the command in BENCH_DATA_KEY_COMMAND writes. Whatever is stored while
it is set is encrypted at once; this encrypts what was stored before, and with BENCH_DATA_KEY_OLD what another key has encrypted. It may be broken off and
called again. From then on nothing is stored here without the key, as after a first run with one, also where there is no text yet: a run without it,
or with the key before it, that is going on ends with an error, and is resumed with it. Figures need no key; without it pages and commands say that a text is encrypted. Nobody can read the texts once the key is lost.
Copies of the file are not touched. Afterwards the file is compacted, which needs as much free space as it has. A server is not: its free pages, write-ahead
log and replication log may hold texts as they were until its operator compacts it or makes it anew.

Make a key and keep it, with whatever keeps your passwords, before anything is encrypted with it:
  (umask 077 && openssl rand -base64 32 >data.key)

Examples:
  BENCH_DATA_KEY=$(cat data.key) bench db encrypt
  BENCH_DATA_KEY_OLD=$(cat data.key) BENCH_DATA_KEY=$(cat new.key) bench db encrypt`
		)
		.action((options: CommonOptions) => encrypt(options, context));
};

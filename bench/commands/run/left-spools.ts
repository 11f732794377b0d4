/** What is said of files with results that wait for a database server since their command has ended. */
import { dirname } from 'node:path';
import { BenchError } from '#core/errors.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { holdsRun, leftSpools, type LeftSpool } from '#db/left-spools.server.ts';
import { replayCommand } from '#db/spool.server.ts';

/** A command writes them where it was started: mostly here, or where its config lies. */
const foldersOf = (configFile: string | null): string[] => [
	'.',
	...(configFile === null ? [] : [dirname(configFile)])
];

const replayOf = ({ file, database }: LeftSpool, url: string): string =>
	replayCommand(file, database ?? parseDatabaseUrl(url).name);

/** A sentence for each that lies here or beside the config. `databaseUrl`: of this command. */
export const leftSpoolRemarks = async (
	configFile: string,
	databaseUrl: string
): Promise<string[]> =>
	(await leftSpools(foldersOf(configFile))).map(
		(spool) =>
			`${spool.file} holds what an earlier command could not send to its database; store it with: ${replayOf(spool, databaseUrl)}`
	);

/**
 * Throws E_USAGE where a file holds what a killed process of the run could not send: whoever went on would ask and pay for it again, and could not store it
 * any more. `configFile`: of the run, null where it is not known.
 */
export const refuseUnsent = async (
	runId: string,
	configFile: string | null,
	databaseUrl: string
): Promise<void> => {
	for (const spool of await leftSpools(foldersOf(configFile))) {
		if (!(await holdsRun(spool, runId))) continue;
		throw new BenchError(
			'E_USAGE',
			`${spool.file} holds what run ${runId} has measured and could not send to its database`,
			{
				hint: `Store it first, or it is asked and paid for again: ${replayOf(spool, databaseUrl)}`
			}
		);
	}
};

/** Spools that lie in a folder because their command could not send them, or was killed before it could. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { spoolHeader, spoolLines } from './spool-lines.server.ts';
import { isWriting } from './spool-owner.server.ts';

/** Name of the spool of a process, in the folder in which it was started. */
export const spoolNameOf = (processId: number): string => `bench-spool-${String(processId)}.jsonl`;

const namePattern = /^bench-spool-.*\.jsonl$/u;

export interface LeftSpool {
	/** Absolute path. */
	file: string;
	/** The server that it waits for, as the user knows it; null where the file does not say it. */
	database: string | null;
}

const spoolsIn = (folder: string): string[] => {
	try {
		return readdirSync(folder)
			.filter((name) => namePattern.test(name))
			.map((name) => resolve(folder, name));
	} catch {
		// A folder that is gone, or may not be read, shows none.
		return [];
	}
};

/** Spools of these folders that no living process of this machine will send, by name. */
export const leftSpools = async (folders: readonly string[]): Promise<LeftSpool[]> => {
	const files = new Set(folders.flatMap(spoolsIn));
	const found: LeftSpool[] = [];
	for (const file of [...files].sort()) {
		// One of somebody else may not be read, and lies there all the same.
		const header = await spoolHeader(file).catch(() => null);
		if (header && isWriting(header.owner)) continue;
		found.push({ file, database: header?.database ?? null });
	}
	return found;
};

/**
 * Whether a spool holds something of a run: whatever is stored names the run, or something below it, whose id begins with it and a slash. Also where a line
 * is damaged; false where the file cannot be read.
 */
export const holdsRun = async ({ file }: LeftSpool, runId: string): Promise<boolean> => {
	const [name, below] = [JSON.stringify(runId), JSON.stringify(`${runId}/`).slice(0, -1)];
	try {
		for await (const { text } of spoolLines(file)) {
			if (text.includes(name) || text.includes(below)) return true;
		}
		return false;
	} catch {
		return false;
	}
};

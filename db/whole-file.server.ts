/** Files that have their name only once they are whole: written under another one, brought to the disk, then linked. */
import { closeSync, fsyncSync, linkSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates an empty file that only its owner can read; what SQLite would create anybody could. Throws what the system says, `EEXIST` where there is one. */
export const createPrivately = (path: string): void => {
	closeSync(openSync(path, 'wx', 0o600));
};

/** Waits until the disk has what was written to a file or folder. */
const syncToDisk = (path: string): void => {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
};

/**
 * Gives a finished file its name, once the disk has all of it. False where the name is taken, by a file that is left as it is. The unfinished name may
 * still be there afterwards.
 */
export const giveName = (unfinished: string, path: string): boolean => {
	syncToDisk(unfinished);
	try {
		// Unlike renaming, this fails where somebody has made a file of that name in the meantime.
		linkSync(unfinished, path);
	} catch {
		if (statSync(path, { throwIfNoEntry: false })) return false;
		// Some disks know no second names.
		renameSync(unfinished, path);
	}
	syncToDisk(dirname(path));
	return true;
};

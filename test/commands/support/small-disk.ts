/** A disk in memory that is soon full. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

// Never waiting for it in place: servers of other tests answer on this thread.
const execute = promisify(execFile);

export interface SmallDisk extends AsyncDisposable {
	path: string;
}

/** Mounted at a new folder, with room for a database of some hundred attempts. Null where it may not be: only root may mount. */
export const mountSmallDisk = async (path: string): Promise<SmallDisk | null> => {
	await mkdir(path);
	try {
		await execute('mount', ['-t', 'tmpfs', '-o', 'size=1200k', 'tmpfs', path]);
	} catch {
		return null;
	}
	return {
		path,
		[Symbol.asyncDispose]: async () => {
			// Lazily: the driver closes a file only when its garbage is collected.
			await execute('umount', ['--lazy', path]);
		}
	};
};

export const noSmallDisk = 'a small disk can only be mounted by root';

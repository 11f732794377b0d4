/** Makes a folder that is asked for, or says why it cannot be made. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BenchError, errorMessage } from '#core/errors.ts';

/** The nearest folder above that is there. */
const folderAbove = async (folder: string): Promise<string> => {
	const above = dirname(folder);
	if (above === folder) return above;
	return access(above).then(
		() => above,
		() => folderAbove(above)
	);
};

/** Makes a folder with those above it; one that is there stays as it is. Throws `E_FILE` where that fails. */
export const makeFolder = async (folder: string): Promise<void> => {
	try {
		await mkdir(folder, { recursive: true });
	} catch (error) {
		// On a disk that is read-only Node says that there is no such folder: whoever asks the one above is told the reason.
		const above = await folderAbove(resolve(folder));
		const cause: unknown = await access(above, constants.W_OK).then(
			() => error,
			(reason: unknown) => reason
		);
		throw new BenchError('E_FILE', `the folder ${folder} cannot be made: ${errorMessage(cause)}`, {
			hint: 'Give the path of a folder that can be written.',
			cause
		});
	}
};

/** Writes a file so that it is either the old one or the new one, whatever happens in between. */
import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';

/** Replaces the file, keeping its permissions; a link is followed. Throws `E_FILE` and leaves the old file where it fails. */
export const writeFileAtomically = async (file: string, text: string): Promise<void> => {
	const target = await realpath(file).catch(() => file);
	const mode = await stat(target).then(
		(found) => found.mode,
		() => 0o644
	);
	const draft = `${target}.${randomUUID().slice(0, 8)}.part`;
	try {
		{
			await using handle = await open(draft, 'wx', mode);
			await handle.writeFile(text);
			await handle.sync();
		}
		await rename(draft, target);
	} catch (cause) {
		await rm(draft, { force: true });
		throw new BenchError('E_FILE', `${file} cannot be written: ${errorMessage(cause)}`, {
			hint: 'Nothing was changed. Check that the folder exists and may be written to.',
			cause
		});
	}
};

/** A folder that is asked for is there afterwards, or an error says why not. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '#bench/importers/make-folder.ts';

const temporaryFolder = (): string => {
	const folder = mkdtempSync(join(tmpdir(), 'breakeven-folder-'));
	onTestFinished(() => {
		rmSync(folder, { recursive: true });
	});
	return folder;
};

test('A folder is made with those above it, and one that is there is left.', async () => {
	const folder = join(temporaryFolder(), 'a', 'b');
	await makeFolder(folder);
	await makeFolder(folder);
	expect(existsSync(folder)).toBe(true);
});

test('A folder that cannot be made, as a file is in its way, is an error that names it.', async () => {
	const file = join(temporaryFolder(), 'file');
	writeFileSync(file, '');
	await expect(makeFolder(join(file, 'a'))).rejects.toMatchObject({
		code: 'E_FILE',
		message: expect.stringContaining(`the folder ${join(file, 'a')} cannot be made`) as unknown
	});
});

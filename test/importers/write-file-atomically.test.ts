import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';

const folder = mkdtempSync(join(tmpdir(), 'write-file-'));
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

describe('a file', () => {
	it('is made, replaced with its permissions kept, and leaves nothing beside it', async () => {
		const file = join(folder, 'a.txt');
		await writeFileAtomically(file, 'one');
		chmodSync(file, 0o600);
		await writeFileAtomically(file, 'two');
		expect(readFileSync(file, 'utf8')).toBe('two');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder)).toEqual(['a.txt']);
	});

	it('behind a link is written, and the link stays', async () => {
		const [file, link] = [join(folder, 'a.txt'), join(folder, 'link.txt')];
		writeFileSync(file, 'one');
		symlinkSync(file, link);
		await writeFileAtomically(link, 'two');
		expect(readFileSync(file, 'utf8')).toBe('two');
		rmSync(link);
	});

	it('that cannot be written is named, and nothing is left of the try', async () => {
		await expect(writeFileAtomically(join(folder, 'none', 'a.txt'), 'x')).rejects.toMatchObject({
			code: 'E_FILE'
		});
		const occupied = join(folder, 'occupied');
		await writeFileAtomically(join(folder, 'b.txt'), 'b');
		rmSync(occupied, { recursive: true, force: true });
		mkdirSync(occupied);
		await expect(writeFileAtomically(occupied, 'x')).rejects.toMatchObject({ code: 'E_FILE' });
		expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
	});
});

/** Building a part of the site once for each version of its sources. */
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';

const lockFolder = fileURLToPath(new URL('../../../.build-lock', import.meta.url));
const quietly = { force: false, note: () => undefined };

it('uses what is built already without asking whether it may be built, as who may not write there', async () => {
	await buildSite(quietly);
	// Another part may be being built.
	await expect
		.poll(() => mkdir(lockFolder).then(() => true, () => false), { interval: 50 })
		.toBe(true);
	try {
		const notes: string[] = [];
		await buildSite({ force: false, note: (text) => notes.push(text) });
		expect(notes).toEqual([]);
	} finally {
		await rm(lockFolder, { recursive: true, force: true });
	}
});

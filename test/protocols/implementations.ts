/** What the protocols bring for tests, found in the folder `contract/` by itself. */
import { readdirSync } from 'node:fs';
import type { Implementation } from './contract/implementation.ts';

const folder = new URL('./contract/', import.meta.url);

/** Every implementation with the name of its file, which is that of its protocol. */
export const implementations: readonly [name: string, implementation: Implementation][] =
	await Promise.all(
		readdirSync(folder)
			.filter((name) => name !== 'implementation.ts')
			.map(async (name): Promise<[string, Implementation]> => {
				const loaded = (await import(new URL(name, folder).href)) as {
					implementation: Implementation;
				};
				return [name.replace(/\.ts$/u, ''), loaded.implementation];
			})
	);

/** What tells one version of a scenario from another. */
import { createHash } from 'node:crypto';
import type { ScenarioFile } from './scenario-files.ts';

export interface ScenarioBytes {
	/** `scenario.yaml` */
	yaml: Buffer;
	/** `items.jsonl` */
	items: Buffer;
	/** Of `documents/` and `images/`, in the order of their names. */
	files: readonly ScenarioFile[];
	imageFiles: readonly ScenarioFile[];
	/** `world.js`; null where the scenario is no conversation. */
	world: Buffer | null;
}

/** SHA-256 of every byte that a measurement may depend on, hexadecimal. */
export const scenarioHash = ({ yaml, items, files, imageFiles, world }: ScenarioBytes): string => {
	const hash = createHash('sha256').update(yaml).update(items);
	for (const { name, bytes } of files) hash.update(`\n${name}\n`).update(bytes);
	for (const { name, bytes } of imageFiles) hash.update(`\nimages/${name}\n`).update(bytes);
	if (world) hash.update('\nworld.js\n').update(world);
	return hash.digest('hex');
};

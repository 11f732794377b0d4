/**
 * What an item of a measured scenario asked and expected. The database keeps the hash of a scenario, not its texts: they are read from
 * its folder, and only used where that is still the version that was measured.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { JsonValue } from '#core/json.ts';
import type { Cell, Run } from '#core/run.ts';
import { userTextOf } from '#core/scenario.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { readMeasuredScenario, type MeasuredScenario } from '#bench/importers/measured-scenario.ts';
import { createCache } from './cache.ts';

export interface ItemTexts {
	/** Null where it is empty. */
	system: string | null;
	/** With the input filled in. */
	user: string;
	/** What the grader compares with. */
	reference: JsonValue;
}

const cache = createCache<MeasuredScenario | null>(20);

/** The folders in which the scenario may be: those of this project, and what the stored config names. */
const foldersOf = ({ scenarioId }: Cell, { config }: Run): string[] => [
	join(bundledScenarios, scenarioId),
	...config.scenarios
		.map(({ use }) => resolve(use))
		.filter((folder) => basename(folder) === scenarioId)
];

const load = async (folder: string): Promise<MeasuredScenario | null> => {
	const named = await Promise.all(
		['documents', 'images'].map(async (part) => {
			const names = await readdir(join(folder, part)).catch(() => []);
			return names.map((name) => join(part, name));
		})
	);
	const files = ['scenario.yaml', 'items.jsonl', ...named.flat()].map((name) => join(folder, name));
	try {
		const marks = await Promise.all(files.map(async (file) => String((await stat(file)).mtimeMs)));
		return await cache(`${folder} ${marks.join(' ')}`, () => readMeasuredScenario(folder));
	} catch (error) {
		// Gone, or kept from us: not to be shown either way.
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'EACCES') return null;
		throw error;
	}
};

/** The texts of some items by id; null where this version of the scenario cannot be found. Unknown items are left out. */
export const itemTextsOf = async (
	run: Run,
	cell: Cell,
	itemIds: readonly string[]
): Promise<Map<string, ItemTexts> | null> => {
	for (const folder of foldersOf(cell, run)) {
		const loaded = await load(folder);
		if (loaded?.hash !== cell.scenarioHash) continue;
		const { system } = loaded.scenario.prompt;
		const texts = itemIds.flatMap((id): [string, ItemTexts][] => {
			const item = loaded.itemOf(id);
			if (!item) return [];
			const { reference } = item;
			const user = userTextOf(loaded.scenario, item);
			return [[id, { system: system === '' ? null : system, user, reference }]];
		});
		return new Map(texts);
	}
	return null;
};

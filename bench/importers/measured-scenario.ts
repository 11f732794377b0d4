/**
 * The items of a scenario as it was measured. Whatever has the hash of a measurement was checked before it was measured, so that only
 * the items that are asked for are looked at: 10,000 of them are not checked to show twenty.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, parseJson } from '#core/json.ts';
import { itemSchema, scenarioSchema, type Scenario, type ScenarioItem } from '#core/scenario.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { readFiles, textOf } from './scenario-files.ts';
import { scenarioHash } from './scenario-hash.ts';
import { withDocuments } from './scenario-item.ts';

export interface MeasuredScenario {
	scenario: Scenario;
	/** SHA-256 of what was read; see `scenarioHash`. */
	hash: string;
	/** With the text of its documents in its input; null where there is no such item. */
	itemOf: (id: string) => ScenarioItem | null;
}

/** What `scenario.yaml` of a folder says, its items unread; null where it cannot be read or breaks the form. */
export const readScenarioAlone = async (folder: string): Promise<Scenario | null> => {
	const file = join(folder, 'scenario.yaml');
	const bytes = await readFile(file).catch(() => null);
	const text = bytes && textOf(bytes);
	if (text === null) return null;
	const parsed = parseYaml(text, scenarioSchema, file);
	return parsed.ok ? parsed.value : null;
};

/**
 * Reads a scenario folder without checking its items. Use it only where its hash is that of a measurement. Null where it cannot be
 * read; rejects with the error of the file where one is missing.
 */
export const readMeasuredScenario = async (folder: string): Promise<MeasuredScenario | null> => {
	const yaml = await readFile(join(folder, 'scenario.yaml'));
	const items = await readFile(join(folder, 'items.jsonl'));
	const [yamlText, itemsText] = [textOf(yaml), textOf(items)];
	if (yamlText === null || itemsText === null) return null;
	const parsed = parseYaml(yamlText, scenarioSchema, join(folder, 'scenario.yaml'));
	if (!parsed.ok) return null;
	const scenario = parsed.value;
	const files = await readFiles(join(folder, 'documents'));
	const imageFiles = await readFiles(join(folder, 'images'));
	const world = scenario.conversation ? await readFile(join(folder, 'world.js')) : null;
	const documents = new Map(files.map(({ name, bytes }) => [name, textOf(bytes)]));
	const values = new Map<string, unknown>();
	for (const line of itemsText.split('\n')) {
		const value = parseJson(line);
		if (isObject(value) && typeof value['id'] === 'string') values.set(value['id'], value);
	}
	return {
		scenario,
		hash: scenarioHash({ yaml, items, files, imageFiles, world }),
		itemOf(id) {
			const item = itemSchema.safeParse(values.get(id));
			return item.success ? withDocuments(item.data, documents, () => undefined) : null;
		}
	};
};

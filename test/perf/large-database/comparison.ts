/**
 * A database with one run that asked two targets all items of two scenarios, one of short answers and one of long ones, in one loop of
 * 16 users. The scenarios are the project's own with their items repeated, each time under another id and with another text.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '#core/errors.ts';
import { openDatabase } from '#db/client.server.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openBulkInserts } from './bulk-insert.ts';
import { drawScenario } from './draw-attempts.ts';
import { insertPlannedRun, insertsInto } from './insert-run.ts';
import type { PlannedCell } from './run-plans.ts';
import { targetMixtures } from './targets.ts';

export interface ComparisonOptions {
	/** Of each scenario; every target is asked each of them once. */
	items: number;
	seed: number;
}

export const comparisonDefaults: ComparisonOptions = { items: 10_000, seed: 1 };

const scenarioIds = ['support-triage', 'invoice-extraction'];
const concurrency = 16;
const ownScenarios = fileURLToPath(new URL('../../../scenarios/', import.meta.url));

interface ItemLine {
	id: string;
	input: Record<string, string>;
}

/** The items again and again until there are `amount`; the first round as it is, so that what names an item still does. */
const repeated = (lines: readonly string[], amount: number): string[] =>
	Array.from({ length: amount }, (_, index) => {
		const line = lines[index % lines.length] ?? '';
		const round = Math.floor(index / lines.length);
		if (round === 0) return line;
		const item = JSON.parse(line) as ItemLine;
		const input = Object.fromEntries(
			Object.entries(item.input).map(([name, text]) => [name, `${text}\n(copy ${String(round)})`])
		);
		return JSON.stringify({ ...item, id: `${item.id}-copy-${String(round)}`, input });
	});

/** Writes a scenario of so many items into a folder below `parent`; gives its path. */
const writeScenario = async (parent: string, ownId: string, items: number): Promise<string> => {
	const id = `many-${ownId}`;
	const folder = join(parent, id);
	const own = join(ownScenarios, ownId);
	const yaml = await readFile(join(own, 'scenario.yaml'), 'utf8');
	const lines = (await readFile(join(own, 'items.jsonl'), 'utf8')).trimEnd().split('\n');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'scenario.yaml'), yaml.replace(/^id: .*$/mu, `id: ${id}`));
	await writeFile(join(folder, 'items.jsonl'), `${repeated(lines, items).join('\n')}\n`);
	return folder;
};

/**
 * Builds the database in a file that must not exist yet, and the scenarios beside it, where the site looks for the texts of the items:
 * in `scenarioFolder`. The same options give the same rows. Throws `E_USAGE` where the file exists.
 */
export const buildComparison = async (
	path: string,
	scenarioFolder: string,
	{ items, seed }: ComparisonOptions = comparisonDefaults
): Promise<void> => {
	if (existsSync(path)) {
		throw new BenchError('E_USAGE', `${path} exists already`, {
			hint: 'Give the path of a new file.'
		});
	}
	const folders: string[] = [];
	for (const id of scenarioIds) folders.push(await writeScenario(scenarioFolder, id, items));
	const scenarios = [];
	for (const folder of folders) {
		scenarios.push(drawScenario(await loadScenario(folder, { checkReference }), seed));
	}
	const targets = [...(targetMixtures[1] ?? [])];
	const cells = scenarios.flatMap(({ loaded }) =>
		targets.map((target): PlannedCell => ({
			loaded,
			target,
			stages: [
				{
					load: { kind: 'closed', concurrency, requests: items },
					requests: items,
					utilisation: 0.6
				}
			]
		}))
	);
	await (await openDatabase(`file:${path}`)).close();
	const bulk = openBulkInserts(path);
	insertPlannedRun(
		insertsInto(bulk),
		{
			age: 0,
			state: 'complete',
			targets,
			scenarios: scenarios.map(({ loaded }) => loaded),
			folders,
			cells
		},
		scenarios,
		seed
	);
	bulk.close();
};

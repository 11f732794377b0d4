/**
 * Reads a scenario folder: `scenario.yaml`, `items.jsonl` and the files of `documents/` and `images/` that items name. Everything that is wrong with either file is collected and
 * thrown as one error, so that one look repairs the folder.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { BenchError, errorMessage, type Problem } from '#core/errors.ts';
import type { GraderSpec } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';
import {
	placeholdersOf,
	scenarioSchema,
	type LoadedScenario,
	type Scenario,
	type ScenarioItem
} from '#core/scenario.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { answerProblems } from './answer-problems.ts';
import { findImages, readFiles, textOf, type FoundImages } from './scenario-files.ts';
import { scenarioHash } from './scenario-hash.ts';
import { parseItem, withDocuments } from './scenario-item.ts';

/** What the reader needs from the graders, which it may not import. */
export interface ScenarioFolderOptions {
	/** A sentence that says what is wrong with a reference, or null: `checkReference` of the graders. */
	checkReference: (spec: GraderSpec, reference: JsonValue) => string | null;
}

interface NumberedLine {
	/** 1-based. */
	line: number;
	text: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The lines of a file, without line ends and byte order mark; lines that are not UTF-8 become problems. */
const decodeLines = (bytes: Buffer, file: string, problems: Problem[]): NumberedLine[] => {
	const lines: NumberedLine[] = [];
	let start = 0;
	for (let line = 1; start <= bytes.length; line++) {
		const newline = bytes.indexOf(0x0a, start);
		const end = newline === -1 ? bytes.length : newline;
		try {
			lines.push({ line, text: decoder.decode(bytes.subarray(start, end)).replace(/\r$/u, '') });
		} catch {
			problems.push({ file, line, path: '', message: 'not UTF-8 text; save the file as UTF-8' });
		}
		start = end + 1;
	}
	return lines;
};

const readBytes = async (file: string, problems: Problem[]): Promise<Buffer | null> => {
	try {
		return await readFile(file);
	} catch (error) {
		problems.push({
			file,
			line: null,
			path: '',
			message: `cannot be read: ${errorMessage(error)}`
		});
		return null;
	}
};

const readScenario = (
	bytes: Buffer,
	file: string,
	folderName: string,
	problems: Problem[]
): Scenario | null => {
	const before = problems.length;
	const lines = decodeLines(bytes, file, problems);
	if (problems.length > before) return null;
	const text = lines.map((line) => line.text).join('\n');
	const parsed = parseYaml(text, scenarioSchema, file);
	if (!parsed.ok) {
		problems.push(...parsed.problems);
		return null;
	}
	if (parsed.value.id !== folderName) {
		const line = lines.find((candidate) => /^["']?id["']?\s*:/u.test(candidate.text))?.line ?? null;
		problems.push({
			file,
			line,
			path: 'id',
			message: `expected "${folderName}", the name of the folder, found "${parsed.value.id}"`
		});
	}
	for (const { path, message } of answerProblems(parsed.value)) {
		const key = new RegExp(`^["']?${path}["']?\\s*:`, 'u');
		const line = lines.find((candidate) => key.test(candidate.text))?.line ?? null;
		problems.push({ file, line, path, message });
	}
	return parsed.value;
};

const readItems = (
	bytes: Buffer,
	file: string,
	scenario: Scenario | null,
	options: ScenarioFolderOptions & {
		documents: ReadonlyMap<string, string | null>;
		found: FoundImages;
	},
	problems: Problem[]
): ScenarioItem[] => {
	const items: ScenarioItem[] = [];
	const firstLineOf = new Map<string, number>();
	const placeholders = scenario
		? placeholdersOf(`${scenario.prompt.system}\n${scenario.prompt.user}`)
		: [];
	const before = problems.length;
	for (const { line, text } of decodeLines(bytes, file, problems)) {
		if (text.trim() === '') continue;
		const report = (path: string, message: string): void => {
			problems.push({ file, line, path, message });
		};
		const parsed = parseItem(text);
		if ('refused' in parsed) {
			for (const { path, message } of parsed.refused) report(path, message);
			continue;
		}
		const item = withDocuments(parsed.item, options.documents, report);
		for (const message of options.found.problemsOf(item.images ?? [])) report('images', message);
		const earlier = firstLineOf.get(item.id);
		if (earlier !== undefined) {
			report('id', `the id "${item.id}" is used on line ${String(earlier)}; ids must differ`);
		}
		firstLineOf.set(item.id, earlier ?? line);
		for (const name of placeholders.filter((name) => !Object.hasOwn(item.input, name))) {
			report(`input.${name}`, `missing; the prompt uses {{${name}}}`);
		}
		for (const [turn, text] of (item.turns ?? []).entries()) {
			for (const name of placeholdersOf(text).filter((name) => !Object.hasOwn(item.input, name))) {
				report(`turns[${String(turn)}]`, `uses {{${name}}}, which "input" does not have`);
			}
		}
		const beside = (['conversation', 'image', 'embedding'] as const).find((key) => scenario?.[key]);
		if (item.turns && beside) {
			report(
				'turns',
				`not possible beside "${beside}" in scenario.yaml: the further messages of a user follow answers in text`
			);
		}
		if (item.images && scenario?.embedding) {
			report('images', 'not possible beside "embedding" in scenario.yaml: a text is embedded');
		}
		const wrong = scenario && options.checkReference(scenario.grader, item.reference);
		if (wrong !== null) report('reference', wrong);
		items.push(item);
	}
	if (items.length === 0 && problems.length === before) {
		problems.push({ file, line: null, path: '', message: 'the file is empty; expected items' });
	}
	return items;
};

/** Reads and checks a scenario folder; throws one `BenchError` with every problem. */
export const loadScenario = async (
	folder: string,
	options: ScenarioFolderOptions
): Promise<LoadedScenario> => {
	if (!(await isFolder(folder))) {
		throw new BenchError('E_FILE', `there is no scenario folder ${folder}`, {
			hint: 'A scenario is a folder that holds scenario.yaml and items.jsonl.'
		});
	}
	const problems: Problem[] = [];
	const yamlFile = join(folder, 'scenario.yaml');
	const itemsFile = join(folder, 'items.jsonl');
	const yamlBytes = await readBytes(yamlFile, problems);
	const itemsBytes = await readBytes(itemsFile, problems);
	const scenario =
		yamlBytes && readScenario(yamlBytes, yamlFile, basename(resolve(folder)), problems);
	const files = await readFiles(join(folder, 'documents'));
	const imageFiles = await readFiles(join(folder, 'images'));
	const found = findImages(imageFiles);
	const documents = new Map(files.map(({ name, bytes }) => [name, textOf(bytes)]));
	const items =
		itemsBytes &&
		readItems(itemsBytes, itemsFile, scenario, { ...options, documents, found }, problems);
	for (const id of scenario?.quick ?? []) {
		if (!items || items.some((item) => item.id === id)) continue;
		problems.push({
			file: yamlFile,
			line: null,
			path: 'quick',
			message: `there is no item "${id}"`
		});
	}
	if (scenario?.thinkTimeS !== undefined && items && !items.some(({ turns }) => turns)) {
		problems.push({
			file: yamlFile,
			line: null,
			path: 'thinkTimeS',
			message: 'no item has "turns": nobody thinks between the messages of a user who has only one'
		});
	}
	const world = scenario && (await readWorld(folder, scenario, items ?? [], problems));
	if (problems.length > 0 || !yamlBytes || !itemsBytes || !scenario || !items) {
		const count = problems.length;
		throw new BenchError(
			'E_CONFIG',
			`the scenario in ${folder} has ${count === 1 ? 'a problem' : `${String(count)} problems`}`,
			{ problems, hint: 'Repair the lines that are named and run the command again.' }
		);
	}
	const hash = scenarioHash({ yaml: yamlBytes, items: itemsBytes, files, imageFiles, world });
	const code = world === null ? null : decoder.decode(world);
	return { scenario, items, images: found.images, world: code, hash };
};

/** The bytes of `world.js` where the scenario is a conversation; what does not go together becomes problems. */
const readWorld = async (
	folder: string,
	{ conversation, grader }: Scenario,
	items: readonly ScenarioItem[],
	problems: Problem[]
): Promise<Buffer | null> => {
	const report = (path: string, message: string): void => {
		problems.push({ file: join(folder, 'scenario.yaml'), line: null, path, message });
	};
	const isGradedByState = grader.kind === 'final-state';
	if (!conversation) {
		if (isGradedByState) {
			report(
				'grader.kind',
				'"final-state" grades what a "conversation" has changed; there is none'
			);
		}
		const withWorld = items.find(({ world }) => world !== undefined);
		if (withWorld) report('conversation', `missing; item "${withWorld.id}" has a "world"`);
		return null;
	}
	if (!isGradedByState) {
		report('grader.kind', `expected "final-state" beside "conversation", found "${grader.kind}"`);
	}
	const file = join(folder, 'world.js');
	const bytes = await readBytes(file, problems);
	if (bytes && textOf(bytes) === null) {
		problems.push({ file, line: null, path: '', message: 'not UTF-8 text' });
	}
	return bytes;
};

const isFolder = async (path: string): Promise<boolean> => {
	try {
		return (await stat(path)).isDirectory();
	} catch {
		return false;
	}
};

/** The ids of the scenarios in a folder, sorted: every sub-folder with a `scenario.yaml`. */
export const listScenarios = async (root: string): Promise<string[]> => {
	let names: string[];
	try {
		names = await readdir(root);
	} catch (error) {
		throw new BenchError('E_FILE', `cannot list the scenarios in ${root}`, { cause: error });
	}
	const found = await Promise.all(
		names.map(async (name) => {
			const inside = await readdir(join(root, name)).catch((): string[] => []);
			return inside.includes('scenario.yaml') ? name : null;
		})
	);
	return found.filter((name) => name !== null).sort();
};

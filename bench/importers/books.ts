/** Reads the hardware and the model book from the YAML files beside the code, and finds entries by id or any of their names. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { BenchError, errorMessage, type Problem } from '#core/errors.ts';
import { hardwareBookSchema, type Gpu } from '#core/hardware-book.ts';
import { modelFamilySchema, type Model } from '#core/model-book.ts';
import { nearestNames, plainName } from '#core/nearest-names.ts';
import { parseYaml } from '#core/yaml-problems.ts';

/** An entry can be found by its id and by its aliases, whatever their case and dashes. */
interface BookEntry {
	id: string;
	aliases: readonly string[];
}

export interface Book<Entry extends BookEntry> {
	/** Sorted by file, in each in the order of the file. */
	entries: readonly Entry[];
	/** Throws E_NOT_FOUND with the nearest names where nothing is called so. */
	find: (name: string) => Entry;
}

export type HardwareBookFile = Book<Gpu> & {
	/** Day on which the whole book was last gone through, YYYY-MM-DD. */
	checkedOn: string;
};
export type ModelBook = Book<Model>;

const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Where the books of the project lie. */
export const booksFolder = join(repositoryRoot, 'bench', 'books');

/** The name that problems carry: from the root of the project, or as it is outside of it. */
const shownPath = (file: string): string => {
	const inside = relative(repositoryRoot, file);
	return inside.startsWith('..') ? file : inside;
};

interface ParsedFile<T> {
	file: string;
	text: string;
	value: T;
}

/** What each file held when it was last read, by path: parsing takes twenty times as long as reading, and each command asks for several books. */
const lastRead = new Map<string, { text: string; schema: z.ZodType; value: unknown }>();

/** So that whoever has a value from a former reading cannot change it for the next. */
const deepFreeze = <T>(value: T): T => {
	if (typeof value === 'object' && value !== null) {
		for (const each of Object.values(value)) deepFreeze(each);
		Object.freeze(value);
	}
	return value;
};

const readBookFile = async <Schema extends z.ZodType>(
	file: string,
	schema: Schema,
	problems: Problem[]
): Promise<ParsedFile<z.output<Schema>> | null> => {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		const message = `cannot be read: ${errorMessage(error)}`;
		problems.push({ file: shownPath(file), line: null, path: '', message });
		return null;
	}
	const known = lastRead.get(file);
	if (known?.text === text && known.schema === schema) {
		return { file: shownPath(file), text, value: known.value as z.output<Schema> };
	}
	const parsed = parseYaml(text, schema, shownPath(file));
	if (parsed.ok) {
		const value = deepFreeze(parsed.value);
		lastRead.set(file, { text, schema, value });
		return { file: shownPath(file), text, value };
	}
	problems.push(...parsed.problems);
	return null;
};

const throwIfAny = (problems: readonly Problem[], book: string): void => {
	if (problems.length === 0) return;
	const count = problems.length;
	throw new BenchError(
		'E_CONFIG',
		`the ${book} book has ${count === 1 ? 'a problem' : `${String(count)} problems`}`,
		{ problems, hint: 'Repair the lines that are named; every figure needs a source and a grade.' }
	);
};

/** The line on which an entry begins; null where it cannot be told. */
const lineOfId = (text: string, id: string): number | null => {
	const index = text.split('\n').findIndex((line) => line.trim() === `- id: ${id}`);
	return index === -1 ? null : index + 1;
};

/** Reports ids and aliases that are used twice: a name must mean one entry. */
const checkNames = (
	files: readonly { file: string; text: string; entries: readonly BookEntry[] }[],
	problems: Problem[]
): void => {
	const owners = new Map<string, string>();
	for (const { file, text, entries } of files) {
		for (const { id, aliases } of entries) {
			for (const name of [id, ...aliases]) {
				const owner = owners.get(plainName(name));
				if (owner === undefined) owners.set(plainName(name), id);
				else if (owner !== id || name === id) {
					problems.push({
						file,
						line: lineOfId(text, id),
						path: '',
						message: `the name "${name}" is already taken by ${owner}; names must differ`
					});
				}
			}
		}
	}
};

const finder = <Entry extends BookEntry>(
	entries: readonly Entry[],
	what: string,
	listCommand: string
): ((name: string) => Entry) => {
	const byName = new Map(
		entries.flatMap((entry) =>
			[entry.id, ...entry.aliases].map((name) => [plainName(name), entry] as const)
		)
	);
	return (name) => {
		const found = byName.get(plainName(name));
		if (found) return found;
		const names = entries.flatMap(({ id, aliases }) => [id, ...aliases]);
		const near = nearestNames(name, names, 12).map((each) => byName.get(plainName(each))?.id);
		const ids = [...new Set(near)].filter((id) => id !== undefined).slice(0, 5);
		throw new BenchError('E_NOT_FOUND', `there is no ${what} "${name}" in the book`, {
			hint: `${ids.length === 0 ? '' : `Did you mean ${ids.join(', ')}? `}${listCommand} lists all of them.`
		});
	};
};

/**
 * Opens the hardware book. Throws E_CONFIG with every problem of the file, each with its line.
 */
export const openHardwareBook = async (
	file = join(booksFolder, 'hardware.yaml')
): Promise<HardwareBookFile> => {
	const problems: Problem[] = [];
	const parsed = await readBookFile(file, hardwareBookSchema, problems);
	if (parsed) checkNames([{ ...parsed, entries: parsed.value.gpus }], problems);
	throwIfAny(problems, 'hardware');
	const { gpus = [], checkedOn = '' } = parsed?.value ?? {};
	return { entries: gpus, checkedOn, find: finder(gpus, 'GPU', 'bench model gpus') };
};

/** Opens the model book: all families of the folder. Throws E_CONFIG with every problem of every file, each with its line. */
export const openModelBook = async (folder = join(booksFolder, 'models')): Promise<ModelBook> => {
	let names: string[];
	try {
		names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
	} catch (cause) {
		throw new BenchError('E_FILE', `the model book ${shownPath(folder)} cannot be read`, { cause });
	}
	const problems: Problem[] = [];
	const files = (
		await Promise.all(
			names.map((name) => readBookFile(join(folder, name), modelFamilySchema, problems))
		)
	).filter((file) => file !== null);
	checkNames(
		files.map((file) => ({ ...file, entries: file.value.models })),
		problems
	);
	throwIfAny(problems, 'model');
	const models = files.flatMap(({ value }) => value.models);
	return { entries: models, find: finder(models, 'model', 'bench model list') };
};

/** Days after which a book is said to be old: prices of GPUs moved by a tenth and more within a quarter of 2026. */
export const staleAfterDays = 90;

/** Whole days from `asOf` to `today`, both YYYY-MM-DD; negative where it lies ahead. */
export const ageDays = (asOf: string, today: string): number =>
	Math.round((Date.parse(today) - Date.parse(asOf)) / 86_400_000);

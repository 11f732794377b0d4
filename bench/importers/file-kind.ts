/** Tells by its keys what a file is meant as, so that its problems are told as those of that and not of something else. */
import { extname } from 'node:path';
import { isMap, parseDocument } from 'yaml';

export type FileKind = 'config' | 'scenario' | 'cost-spec' | 'quote' | 'price-file';

/** Kinds as they are said to a reader. */
export const fileKindNames: Readonly<Record<FileKind, string>> = {
	config: 'config of a run',
	scenario: 'scenario',
	'cost-spec': 'cost spec',
	quote: 'quote',
	'price-file': 'price file'
};

const tables = new Set(['.csv', '.tsv', '.xlsx']);

/**
 * What a file is meant as: a table is a quote, all else goes by the keys of its YAML or JSON, whatever else is wrong with it. Null
 * where no key tells.
 */
export const fileKindOf = (file: string, text: string): FileKind | null => {
	if (tables.has(extname(file).toLowerCase())) return 'quote';
	const { contents } = parseDocument(text, { logLevel: 'silent' });
	if (!isMap(contents)) return null;
	const has = (...keys: string[]): boolean => keys.some((key) => contents.has(key));
	if (has('targets', 'scenarios')) return 'config';
	if (has('prompt', 'grader')) return 'scenario';
	if (has('entries', 'additions')) return 'price-file';
	if (has('kind') && has('vendor', 'lines')) return 'quote';
	return has('options', 'useCase', 'make', 'buy') ? 'cost-spec' : null;
};

/** Reads a YAML text against a schema and reports every problem with its line: syntax, double keys, and what the schema refuses. */
import {
	isAlias,
	isMap,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
	visit,
	type Document,
	type Node
} from 'yaml';
import type { z } from 'zod';
import { errorMessage, type Problem } from './errors.ts';
import { checkValue, renderPath, type DocumentPath, type ValueProblem } from './schema-problems.ts';

export type ParsedYaml<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

const keyText = (key: unknown): string => {
	const value: unknown = isScalar(key) ? key.value : key;
	if (value === null || value === undefined) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
};

const offsetOf = (node: unknown): number | null =>
	(node as Partial<Node> | null)?.range?.[0] ?? null;

/**
 * The offset at which a path begins: that of its last key or list entry, or of the nearest part of it that exists.
 */
const offsetOfPath = (document: Document, path: DocumentPath): number => {
	let node: unknown = document.contents;
	let offset = offsetOf(node) ?? 0;
	for (const step of path) {
		if (isAlias(node)) node = node.resolve(document);
		if (isMap(node)) {
			const pair = node.items.find((item) => keyText(item.key) === String(step));
			if (!pair) return offset;
			offset = offsetOf(pair.key) ?? offset;
			node = pair.value;
		} else if (isSeq(node)) {
			node = node.items[Number(step)];
			offset = offsetOf(node) ?? offset;
		} else return offset;
	}
	return offset;
};

/** Listed problems of one file; whoever has more mends these first. */
const mostProblems = 100;

/** Where keys stand that an object has already. The parser's own check compares each key with each other, which takes minutes for 100,000 of them. */
const repeatedKeys = (document: Document): number[] => {
	const offsets: number[] = [];
	visit(document, {
		Map: (_, { items }) => {
			const seen = new Set<string>();
			for (const { key } of items) {
				const text = keyText(key);
				if (seen.has(text)) offsets.push(offsetOf(key) ?? 0);
				seen.add(text);
			}
		}
	});
	return offsets;
};

/** Problems of the YAML itself: broken syntax, unknown tags. */
const syntaxProblems = (document: Document, file: string, lines: LineCounter): Problem[] =>
	[...document.errors, ...document.warnings].slice(0, mostProblems).map((error) => ({
		file,
		line: lines.linePos(error.pos[0]).line,
		path: '',
		message: `not YAML: ${error.message.replace(/\.?\s*$/u, '')}`
	}));

const toJs = (
	document: Document
): { ok: true; value: unknown } | { ok: false; message: string } => {
	try {
		return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as unknown };
	} catch (error) {
		return { ok: false, message: errorMessage(error) };
	}
};

/**
 * Parses `text` as YAML and checks it against `schema`. `file` is the name that problems carry.
 * A text with broken syntax is not checked further, as everything after the break would be noise.
 */
export const parseYaml = <Schema extends z.ZodType>(
	text: string,
	schema: Schema,
	file: string
): ParsedYaml<z.output<Schema>> => {
	const lines = new LineCounter();
	// A byte order mark would move every column and, on an empty first line, hide the first key.
	const source = text.replace(/^\uFEFF/u, '');
	const fail = (problems: Problem[]): ParsedYaml<never> => ({
		ok: false,
		problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
	});
	const whole = (message: string): ParsedYaml<never> =>
		fail([{ file, line: null, path: '', message }]);

	let document: Document;
	try {
		document = parseDocument(source, {
			lineCounter: lines,
			prettyErrors: false,
			stringKeys: true,
			uniqueKeys: false
		});
	} catch (error) {
		return whole(`not YAML: ${errorMessage(error)}`);
	}
	const broken = syntaxProblems(document, file, lines);
	if (document.errors.length > 0) return fail(broken);
	if (document.contents === null) return whole('the file is empty');
	let repeated: number[];
	try {
		repeated = repeatedKeys(document);
	} catch (error) {
		return whole(`not usable as YAML: ${errorMessage(error)}`);
	}
	for (const offset of repeated.slice(0, mostProblems)) {
		const { line } = lines.linePos(offset);
		const message = 'this key was given before in the same object; keys must differ';
		broken.push({ file, line, path: '', message });
	}
	const js = toJs(document);
	if (!js.ok) return whole(`not usable as YAML: ${js.message}`);
	const checked = checkValue(js.value, schema);
	if (checked.ok && broken.length === 0) return { ok: true, value: checked.value };
	const all = checked.ok ? [] : checked.problems;
	const refused = all.slice(0, mostProblems).map((problem: ValueProblem): Problem => ({
		file,
		line: lines.linePos(offsetOfPath(document, problem.path)).line,
		path: renderPath(problem.path),
		message: problem.message
	}));
	const unlisted = all.length - refused.length + Math.max(0, repeated.length - mostProblems);
	if (unlisted > 0) {
		const message = `${String(unlisted)} more problems are not listed`;
		refused.push({ file, line: lines.lineStarts.length, path: '', message });
	}
	return fail([...broken, ...refused]);
};

/**
 * Reads the hand-written repairs of a Markdown file: entries that begin with `# name`, then a line of tags, then the sections
 * `report`, `buggy`, `solution`, `wrong` (one or more) and `tests`. Solution and wrong ones are whole code or a diff to the buggy code.
 */

export interface WrittenRepair {
	name: string;
	tags: string[];
	report: string;
	buggy: string;
	solution: string;
	/** The buggy code first. */
	wrong: string[];
	tests: string;
}

interface Block {
	language: string;
	text: string;
}

const blocksIn = (text: string): Block[] =>
	[...text.matchAll(/^```(\w+)\n(.*?)\n```$/gmsu)].map(([, language = '', block = '']) => ({
		language,
		text: block
	}));

const side = (hunk: string[], kept: string): string =>
	hunk
		.filter((line) => line.startsWith(kept) || line.startsWith(' ') || line === '')
		.map((line) => line.slice(1))
		.join('\n');

/** Applies a diff without line numbers, its hunks parted by `@@`; throws a RangeError where a hunk does not fit exactly once. */
const patched = (code: string, diff: string): string =>
	diff.split(/^@@\n/mu).reduce((result, hunk) => {
		const lines = hunk.replace(/\n$/u, '').split('\n');
		const [before, after, rest] = result.split(side(lines, '-'));
		if (before === undefined || after === undefined || rest !== undefined) {
			throw new RangeError(`a hunk does not fit exactly once:\n${hunk}`);
		}
		return `${before}${side(lines, '+')}${after}`;
	}, code);

const parseEntry = (entry: string, file: string): WrittenRepair => {
	const [head = '', ...sections] = entry.split(/^## /mu);
	const [name = '', tagLine = ''] = head.trim().split('\n');
	const found = new Map<string, string[]>();
	for (const section of sections) {
		const end = section.indexOf('\n');
		const title = section.slice(0, end).trim();
		found.set(title, [...(found.get(title) ?? []), section.slice(end).trim()]);
	}
	const codeOf = (title: string, buggy?: string): string[] =>
		(found.get(title) ?? []).flatMap(blocksIn).map(({ language, text }) => {
			if (language === 'diff' && buggy !== undefined) return patched(buggy, text);
			return text;
		});
	const fail = (what: string): never => {
		throw new RangeError(`"${name}" in ${file} is not whole: ${what}`);
	};
	try {
		const [report = ''] = found.get('report') ?? [];
		const [buggy = fail('buggy')] = codeOf('buggy');
		const [solution = fail('solution')] = codeOf('solution', buggy);
		const [tests = fail('tests')] = codeOf('tests');
		const wrong = codeOf('wrong', buggy);
		if (report === '' || wrong.length === 0) fail('report or wrong');
		const tags = tagLine.split(',').map((tag) => tag.trim());
		return { name, tags, report, buggy, solution, wrong: [buggy, ...wrong], tests };
	} catch (error) {
		throw new RangeError(`in "${name}" of ${file}`, { cause: error });
	}
};

/** Parses one file; throws a RangeError that names the entry that is not whole. */
export const readRepairs = (text: string, file: string): WrittenRepair[] =>
	text
		.split(/^# (?=[\w-]+$)/mu)
		.slice(1)
		.map((entry) => parseEntry(entry, file));

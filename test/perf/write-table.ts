/** Puts what a benchmark has printed into a README, between the comments that name it. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Throws where the file has no place of that name. */
export const writeTable = (file: URL, name: string, text: string): void => {
	const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
	const before = readFileSync(file, 'utf8');
	const [from, to] = [before.indexOf(begin), before.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`${file.pathname} has no place for ${name}`);
	const table = `${begin}\n\`\`\`\n${text}\n\`\`\`\n`;
	writeFileSync(file, before.slice(0, from) + table + before.slice(to));
};

export const loadReadme = new URL('../../bench/load/README.md', import.meta.url);

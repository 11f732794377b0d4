/**
 * Makes a numbered contract out of marked-up text, one paragraph a line: `# PREFIX|title` begins a part, `## title` an article, `~ `
 * stands before what has no number; `{#label}` names a clause, `{@label}` is its number, `{name}` a value; `<< name` includes a file.
 */

export interface ContractText {
	text: string;
	/** Number of each clause that has a label. */
	numberOf: ReadonlyMap<string, string>;
}

/** Characters of a page. */
const pageLength = 3_000;

const expand = (markup: string, include: (name: string) => string): string =>
	markup.replaceAll(/^<<!? ([\w-]+)$/gmu, (_, name: string) => include(name).trim());

/** Fills `{name}` and `{@label}`; throws a RangeError for what is not known. */
export const fill = (
	text: string,
	values: Readonly<Record<string, string>>,
	numberOf: ReadonlyMap<string, string>
): string =>
	text.replaceAll(/\{(@?)([\w.-]+)\}/gu, (whole, at: string, name: string) => {
		const found = at === '@' ? numberOf.get(name) : values[name];
		if (found === undefined) throw new RangeError(`nothing is known of ${whole}`);
		return found;
	});

const withPages = (paragraphs: readonly string[], footer: string): string => {
	const lines: string[] = [];
	let length = 0;
	let page = 1;
	for (const paragraph of paragraphs) {
		lines.push(paragraph);
		length += paragraph.length;
		if (length < pageLength) continue;
		lines.push(`${footer} · page ${String(page)}`);
		page += 1;
		length = 0;
	}
	return `${lines.join('\n\n')}\n`;
};

/** Throws a RangeError for a label that is used twice or missing, and for a value that is not given. */
export const writeContract = (
	markup: string,
	options: {
		include: (name: string) => string;
		values: Readonly<Record<string, string>>;
		footer: string;
	}
): ContractText => {
	const numberOf = new Map<string, string>();
	const paragraphs: string[] = [];
	let prefix = '';
	let article = 0;
	let clause = 0;
	for (const line of expand(markup, options.include).split('\n')) {
		const part = /^# (\w*)\|(.*)$/u.exec(line);
		if (part !== null) {
			[, prefix = ''] = part;
			clause = 0;
			paragraphs.push((part[2] ?? '').toUpperCase());
		} else if (line.startsWith('## ')) {
			if (prefix === '') {
				article += 1;
				clause = 0;
				paragraphs.push(`${String(article)}. ${line.slice(3)}`);
			} else paragraphs.push(line.slice(3));
		} else if (line.startsWith('~ ')) paragraphs.push(line.slice(2));
		else if (line.trim() !== '') {
			clause += 1;
			const number = `${prefix === '' ? String(article) : prefix}.${String(clause)}`;
			const [, label, text = ''] = /^(?:\{#([\w.-]+)\} )?(.*)$/u.exec(line) ?? [];
			if (label !== undefined && numberOf.has(label)) {
				throw new RangeError(`two clauses have the label ${label}`);
			}
			if (label !== undefined) numberOf.set(label, number);
			paragraphs.push(`${number} ${text}`);
		}
	}
	const filled = paragraphs.map((each) => fill(each, options.values, numberOf));
	return { text: withPages(filled, options.footer), numberOf };
};

/**
 * Reads what a `/metrics` address answers: the text format 0.0.4 of Prometheus, in which vLLM, SGLang, TGI, llama.cpp, Triton and
 * the DCGM exporter all speak (https://prometheus.io/docs/instrumenting/exposition_formats/, read 2026-11-26).
 */

/** One line with a value. */
export interface MetricSample {
	name: string;
	labels: ReadonlyMap<string, string>;
	/** May be NaN or infinite, as the format allows. */
	value: number;
}

/** A line that is not in the format; all others are read all the same. */
export interface MetricProblem {
	/** 1-based. */
	line: number;
	message: string;
}

export interface Exposition {
	/** In the order of the text. */
	samples: readonly MetricSample[];
	/** Type by the name of the family, as its `# TYPE` line says. */
	types: ReadonlyMap<string, string>;
	problems: readonly MetricProblem[];
}

/** Lines that are quoted in messages are cut to so many characters. */
const quotedLength = 60;

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const typeLine =
	/^#[ \t]+TYPE[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]+(counter|gauge|histogram|summary|untyped|unknown)[ \t]*$/;

/** Why a line cannot be read; caught in this file. */
class LineProblem extends Error {}

/** Walks through one line. */
class LineReader {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	take(pattern: RegExp, what: string): string {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0];
		if (found === undefined)
			throw new LineProblem(`expected ${what} at column ${String(this.#at + 1)}`);
		this.#at += found.length;
		return found;
	}

	skipBlanks(): void {
		while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
	}

	/** Takes the character if it comes next. */
	has(character: string): boolean {
		if (this.#text[this.#at] !== character) return false;
		this.#at++;
		return true;
	}

	/** The value of a label with its escapes undone: `\\`, `\"` and `\n`; a backslash before anything else stands for itself. */
	quoted(): string {
		if (!this.has('"'))
			throw new LineProblem(`expected a quotation mark at column ${String(this.#at + 1)}`);
		let value = '';
		for (;;) {
			const character = this.#text[this.#at++];
			if (character === undefined) throw new LineProblem('the value of a label does not end');
			if (character === '"') return value;
			if (character !== '\\') {
				value += character;
				continue;
			}
			const escaped = this.#text[this.#at];
			if (escaped === 'n') value += '\n';
			else if (escaped === '\\' || escaped === '"') value += escaped;
			else {
				value += '\\';
				continue;
			}
			this.#at++;
		}
	}

	rest(): string {
		return this.#text.slice(this.#at);
	}
}

const readLabels = (reader: LineReader): Map<string, string> => {
	const labels = new Map<string, string>();
	if (!reader.has('{')) return labels;
	for (;;) {
		reader.skipBlanks();
		if (reader.has('}')) return labels;
		const name = reader.take(labelName, 'the name of a label');
		reader.skipBlanks();
		if (!reader.has('=')) throw new LineProblem(`expected = after the label ${name}`);
		reader.skipBlanks();
		const value = reader.quoted();
		if (labels.has(name)) throw new LineProblem(`the label ${name} stands there twice`);
		labels.set(name, value);
		reader.skipBlanks();
		if (reader.has(',')) continue;
		if (reader.has('}')) return labels;
		throw new LineProblem('expected a comma or } after a label');
	}
};

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const readNumber = (text: string): number => {
	if (number.test(text)) return Number(text);
	const word = text.toLowerCase();
	if (word === 'nan') return Number.NaN;
	if (word === '+inf' || word === 'inf' || word === '+infinity' || word === 'infinity')
		return Infinity;
	if (word === '-inf' || word === '-infinity') return -Infinity;
	throw new LineProblem(`"${text.slice(0, quotedLength)}" is not a number`);
};

const readSample = (line: string): MetricSample => {
	const reader = new LineReader(line);
	const name = reader.take(metricName, 'the name of a metric');
	reader.skipBlanks();
	const labels = readLabels(reader);
	// An exemplar, which only OpenMetrics has, says nothing that is needed here.
	const [value = '', timestamp, ...more] = (reader.rest().split(' # ', 1)[0] ?? '')
		.trim()
		.split(/[ \t]+/);
	if (value === '') throw new LineProblem('there is no value');
	if (timestamp !== undefined && !/^-?\d+(\.\d+)?$/.test(timestamp)) {
		throw new LineProblem(`"${timestamp.slice(0, quotedLength)}" is not a timestamp`);
	}
	if (more.length > 0) throw new LineProblem('something stands after the timestamp');
	return { name, labels, value: readNumber(value) };
};

/** Reads the whole text. Never throws: what cannot be read is listed with its line. */
export const parseExposition = (text: string): Exposition => {
	const samples: MetricSample[] = [];
	const types = new Map<string, string>();
	const problems: MetricProblem[] = [];
	for (const [index, raw] of text.split('\n').entries()) {
		const line = raw.trim();
		if (line === '') continue;
		if (line.startsWith('#')) {
			const type = typeLine.exec(line);
			if (type?.[1] !== undefined && type[2] !== undefined) types.set(type[1], type[2]);
			else if (/^#[ \t]+TYPE[ \t]/.test(line)) {
				problems.push({
					line: index + 1,
					message: 'expected # TYPE, a name and a type of metric'
				});
			}
			continue;
		}
		try {
			samples.push(readSample(line));
		} catch (error) {
			if (!(error instanceof LineProblem)) throw error;
			problems.push({ line: index + 1, message: error.message });
		}
	}
	return { samples, types, problems };
};

/** Samples of a name whose labels have all the wanted values. */
export const samplesOf = (
	{ samples }: Exposition,
	name: string,
	wanted: Readonly<Record<string, string>> = {}
): MetricSample[] =>
	samples.filter(
		(sample) =>
			sample.name === name &&
			Object.entries(wanted).every(([label, value]) => sample.labels.get(label) === value)
	);

/**
 * Writes what a `/metrics` address answers: the text format 0.0.4 of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/, read 2026-11-26).
 */

/** One line with a value. */
export interface Sample {
	/** After the name of the family, such as `_bucket`; the family's own name where absent. */
	suffix?: string;
	labels?: Readonly<Record<string, string>>;
	value: number;
}

export interface Family {
	name: string;
	type: 'counter' | 'gauge' | 'histogram';
	/** What is counted, with its unit. */
	help: string;
	samples: readonly Sample[];
}

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

const quoted = (text: string): string =>
	`"${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`;

const numberText = (value: number): string => {
	if (value === Infinity) return '+Inf';
	return Number.isNaN(value) ? 'NaN' : String(value);
};

const sampleLine = (name: string, { suffix = '', labels = {}, value }: Sample): string => {
	const pairs = Object.entries(labels).map(([label, text]) => `${label}=${quoted(text)}`);
	return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}`;
};

/** The families as text, each with what it is. */
export const metricsText = (families: readonly Family[]): string =>
	families
		.flatMap(({ name, type, help, samples }) => [
			`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
			`# TYPE ${name} ${type}`,
			...samples.map((sample) => sampleLine(name, sample))
		])
		.map((line) => `${line}\n`)
		.join('');

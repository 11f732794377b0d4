import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition, samplesOf } from '#bench/telemetry/prometheus-text.ts';
import { recordedText } from './recordings.ts';

/** Any text, with what the format has to escape made frequent. */
const labelValue = fc
	.array(
		fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\', '"', '\n', '{', '}', ',', '='))
	)
	.map((parts) => parts.join('').replaceAll('\r', ''));
const metricName = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,10}$/);
const labels = fc.dictionary(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/), labelValue, {
	noNullPrototype: true
});
const value = fc.oneof(
	fc.double(),
	fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, 8.128902e6)
);

const valueText = (number: number): string =>
	Number.isNaN(number)
		? 'NaN'
		: number === Infinity
			? '+Inf'
			: number === -Infinity
				? '-Inf'
				: Object.is(number, -0)
					? '-0'
					: String(number);

const escape = (text: string): string =>
	text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

describe('the text format of Prometheus', () => {
	it('gives back whatever was written in it', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ name: metricName, labels, value }), { maxLength: 8 }),
				(samples) => {
					const text = samples
						.map((sample) => {
							const inside = Object.entries(sample.labels)
								.map(([name, label]) => `${name}="${escape(label)}"`)
								.join(',');
							return `${sample.name}{${inside}} ${valueText(sample.value)}`;
						})
						.join('\n');
					const { samples: read, problems } = parseExposition(text);
					expect(problems).toEqual([]);
					expect(
						read.map((sample) => ({ ...sample, labels: Object.fromEntries(sample.labels) }))
					).toEqual(
						samples.map((sample) => ({
							...sample,
							labels: Object.fromEntries(Object.entries(sample.labels))
						}))
					);
				}
			)
		);
	});

	it('never fails, and names every line that is not in it', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				const { samples, problems } = parseExposition(text);
				const lines = text.split('\n').filter((line) => !/^\s*(#.*)?$/.test(line.trim())).length;
				const read =
					samples.length + problems.filter(({ message }) => !message.includes('# TYPE')).length;
				expect(read).toBe(lines);
			})
		);
	});

	it('is read around its bad lines, which are told by number', () => {
		const text = [
			'# HELP a An example',
			'# TYPE a gauge',
			'a{x="1"} 2',
			'a{x="1" 3',
			'a{x=1} 3',
			'a{x="1",x="2"} 3',
			'a three',
			'a{x="never ends} 3',
			'# TYPE b whatever',
			'9a 1',
			'a{x="2",} 4 1700074049000',
			'a 1 2 3',
			'a',
			'# EOF'
		].join('\n');
		const { samples, types, problems } = parseExposition(text);
		expect(samples.map((sample) => sample.value)).toEqual([2, 4]);
		expect(types.get('a')).toBe('gauge');
		expect(problems.map(({ line, message }) => `${String(line)}: ${message}`)).toEqual([
			'4: expected a comma or } after a label',
			'5: expected a quotation mark at column 5',
			'6: the label x stands there twice',
			'7: "three" is not a number',
			'8: the value of a label does not end',
			'9: expected # TYPE, a name and a type of metric',
			'10: expected the name of a metric at column 1',
			'12: something stands after the timestamp',
			'13: there is no value'
		]);
	});

	it('is that of a recorded llama.cpp server, whole', () => {
		const { samples, types, problems } = parseExposition(
			recordedText('engine/load-c8-metrics.body')
		);
		expect(problems).toEqual([]);
		expect(types.get('llamacpp:tokens_predicted_total')).toBe('counter');
		const recorded = Object.fromEntries(samples.map((sample) => [sample.name, sample.value]));
		expect(recorded).toMatchObject({
			'llamacpp:requests_processing': 8,
			'llamacpp:tokens_predicted_seconds_total': 147.938,
			'llamacpp:n_busy_slots_per_decode': 2.68003
		});
	});

	it('finds samples by their labels', () => {
		const exposition = parseExposition('a{x="1",y="2"} 1\na{x="1"} 2\na 3\nab 4');
		const values = (wanted: Record<string, string>): number[] =>
			samplesOf(exposition, 'a', wanted).map((sample) => sample.value);
		expect(values({})).toEqual([1, 2, 3]);
		expect(values({ x: '1' })).toEqual([1, 2]);
		expect(values({ x: '1', y: '2' })).toEqual([1]);
		expect(values({ x: '9' })).toEqual([]);
	});
});

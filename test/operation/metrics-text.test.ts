import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsText, type Family } from '#bench/operation/metrics-text.ts';
import { RequestMetrics } from '#bench/operation/request-metrics.ts';
import { parseExposition } from '#bench/telemetry/prometheus-text.ts';

const gauge = (labels: Record<string, string>, value: number): Family => ({
	name: 'bench_example',
	type: 'gauge',
	help: 'An example,\nin two lines with a \\.',
	samples: [{ labels, value }]
});

describe('metricsText', () => {
	it('writes what a family is before its lines', () => {
		expect(
			metricsText([gauge({ route: '/runs/[id]' }, 1.5), { ...gauge({}, 0), samples: [] }])
		).toBe(
			'# HELP bench_example An example,\\nin two lines with a \\\\.\n' +
				'# TYPE bench_example gauge\n' +
				'bench_example{route="/runs/[id]"} 1.5\n' +
				'# HELP bench_example An example,\\nin two lines with a \\\\.\n' +
				'# TYPE bench_example gauge\n'
		);
	});

	it('is read back as it was meant, whatever labels and values hold', () => {
		const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Infinity, NaN));
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), value, (label, given) => {
				const { samples, problems } = parseExposition(metricsText([gauge({ label }, given)]));
				expect(problems).toEqual([]);
				expect(samples).toHaveLength(1);
				expect(samples[0]!.labels.get('label')).toBe(label);
				// The text has no negative zero.
				expect(samples[0]!.value + 0).toBe(given + 0);
			})
		);
	});
});

describe('RequestMetrics', () => {
	const requests = fc.array(
		fc.record({
			method: fc.constantFrom('GET', 'POST', 'BREW'),
			route: fc.constantFrom('/', '/runs/[id]'),
			status: fc.constantFrom(200, 404, 500),
			durationMs: fc.double({ min: 0, max: 60_000, noNaN: true })
		})
	);

	it('counts every request once by route and status, and once in each bucket that it fits', () => {
		fc.assert(
			fc.property(requests, (answered) => {
				const metrics = new RequestMetrics();
				for (const each of answered) metrics.observe(each);
				const { samples } = parseExposition(metricsText(metrics.families()));
				const sum = (name: string, le?: string): number =>
					samples
						.filter(
							(each) => each.name === name && (le === undefined || each.labels.get('le') === le)
						)
						.reduce((total, { value }) => total + value, 0);
				expect(sum('bench_http_requests_total')).toBe(answered.length);
				expect(sum('bench_http_request_duration_seconds_count')).toBe(answered.length);
				expect(sum('bench_http_request_duration_seconds_bucket', '+Inf')).toBe(answered.length);
				const within = answered.filter(({ durationMs }) => durationMs <= 500).length;
				expect(sum('bench_http_request_duration_seconds_bucket', '0.5')).toBe(within);
				const totalS = answered.reduce((total, { durationMs }) => total + durationMs / 1_000, 0);
				expect(sum('bench_http_request_duration_seconds_sum')).toBeCloseTo(totalS, 6);
			})
		);
	});

	it('has a place for methods that nobody knows, so that a client cannot make any number of lines', () => {
		const metrics = new RequestMetrics();
		for (const method of ['BREW', 'PROPFIND', 'X']) {
			metrics.observe({ method, route: '/', status: 405, durationMs: 1 });
		}
		const [counter] = metrics.families();
		expect(counter!.samples).toEqual([
			{ labels: { method: 'other', route: '/', status: '405' }, value: 3 }
		]);
	});
});

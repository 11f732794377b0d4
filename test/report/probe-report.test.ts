/** What a reader sees first of a probe. */
import { describe, expect, it } from 'vitest';
import type { CheckStatus, ProbeCheck, ProbeReport } from '#core/probe.ts';
import { renderProbe } from '#bench/report/probe-report.ts';

const checkOf = (title: string, status: CheckStatus): ProbeCheck => ({
	id: title.toLowerCase(),
	group: 'usage',
	title,
	asked: 'A question.',
	status,
	came: 'An answer.',
	means: null,
	facts: {}
});

const none = { n: 0, minMs: null, medianMs: null };

const reportOf = (...checks: ProbeCheck[]): ProbeReport => ({
	target: {
		id: 'api',
		kind: 'self-hosted',
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:8000/v1',
		model: 'm'
	},
	emulated: false,
	requests: 3,
	cost: {
		paid: false,
		capUsd: null,
		worstUsd: '0',
		settledUsd: '0',
		unpricedAnswers: 0,
		unpricedWorstUsd: '0'
	},
	floor: { connect: none, tls: none, firstByte: none },
	checks
});

describe('a probe as text', () => {
	it('names what is not as it should be before all the checks, the most telling first', () => {
		const text = renderProbe(
			reportOf(
				checkOf('Stop', 'failed'),
				checkOf('Usage', 'missing'),
				checkOf('Model', 'differs'),
				checkOf('Key', 'not asked'),
				checkOf('Stream', 'ok'),
				checkOf('Cache', 'missing')
			),
			null
		);
		expect(text.split('\n').slice(2, 7)).toEqual([
			'1 ok, 1 differs, 2 missing, 1 failed, 1 not asked.',
			'differs: Model',
			'missing: Usage; Cache',
			'failed: Stop',
			''
		]);
	});

	it('names nothing where all is as it should be', () => {
		const lines = renderProbe(reportOf(checkOf('Stream', 'ok')), null).split('\n');
		expect(lines.slice(2, 5)).toEqual(['1 ok.', '', 'Token counts']);
	});
});

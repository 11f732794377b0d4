/** A run that was imported, as the pages get it: marked, compared, and refused where nothing is known. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { importedRun } from '#bench/cases/imported-run.ts';
import type { GradedRow } from '#bench/importers/results/check-rows.ts';
import { latencyMeaning } from '#lib/compare/compare-words.ts';
import type { Comparison } from '#lib/compare/comparison.ts';
import { comparedSentence, comparisonFindings } from '#lib/compare/findings.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import { spendSentences } from '#lib/runs/run-spend.ts';
import { runWarnings } from '#lib/runs/run-warnings.ts';
import { insertImportedRun } from '#db/imported-runs.server.ts';
import { sampleOwner, sampleRun } from '../../../../db/support/samples.ts';
import { openApi, type ApiUnderTest } from './support.ts';

const row = (target: string, item: number, passed: boolean): GradedRow => ({
	line: item + 1,
	path: '',
	target,
	item: `i${String(item)}`,
	trial: 0,
	passed,
	score: null,
	error: null,
	costUsd: '0.001',
	latencyMs: 100 + item,
	inputTokens: 50,
	cacheReadTokens: null,
	outputTokens: 5,
	answer: null,
	grade: { passed, score: Number(passed) }
});

const withImport = async (): Promise<ApiUnderTest> => {
	const site = await openApi();
	const rows = Array.from({ length: 140 }, (_, item) => [
		row('own', item, item % 4 !== 0),
		row('api', item, true)
	]).flat();
	const { run, cells } = importedRun(
		{
			format: 'promptfoo',
			fileName: 'out.json',
			fileHash: 'ab'.repeat(32),
			rows,
			skipped: { count: 0, reasons: [] },
			itemsBy: 'variable "ticket"',
			notes: []
		},
		{
			runId: 'imp',
			name: 'imported',
			scenario: { id: 'mails', use: 'mails', version: null, hash: 'h', items: null },
			passAt: null,
			tuned: new Map(),
			servedBy: new Map(),
			host: sampleRun('x').host,
			now: new Date('2026-11-20T10:00:00Z'),
			hashOf: (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
		}
	);
	await insertImportedRun(site.database, run, sampleOwner, cells);
	return site;
};

test('The list has it with its verdict and marks its targets.', async () => {
	const { get } = await withImport();
	const { status, body } = await get('/api/runs?validity=not-measured');
	expect(status).toBe(200);
	expect(body).toMatchObject({
		total: 1,
		runs: [
			{
				id: 'imp',
				state: 'complete',
				targets: [{ kind: 'imported' }, { kind: 'imported' }],
				stagesByValidity: { 'not-measured': 2, valid: 0 },
				attemptCount: 280,
				costUsd: '0.28'
			}
		]
	});
});

test('Its page says where it comes from, that it was not measured here, and what it did not spend.', async () => {
	const { get } = await withImport();
	const { status, body } = await get('/api/runs/imp');
	expect(status).toBe(200);
	const detail = body as RunDetail;
	const [warning, ...others] = runWarnings(detail);
	expect(others).toHaveLength(0);
	expect(warning?.title).toBe('IMPORTED from results of promptfoo: out.json');
	expect(warning?.sentences.join(' ')).toContain('bench run measures them');
	expect(spendSentences(detail)).toStrictEqual([
		'Nothing was spent by this import; the answers cost $0.28, as the file gives it.'
	]);
});

test('Its latencies and outcomes are charts, and its course in time is refused.', async () => {
	const { get } = await withImport();
	const cdf = await get('/api/runs/imp/charts/cdf?metric=e2eMs&stage=0/0&stage=1/0');
	expect(cdf.status).toBe(200);
	expect(JSON.stringify(cdf.body)).toContain('as the other tool reported it');
	expect(JSON.stringify(cdf.body)).not.toContain('due');
	expect((await get('/api/runs/imp/charts/outcomes')).status).toBe(200);
	const course = await get('/api/runs/imp/charts/timeline?stage=0/0');
	expect(course.status).toBe(400);
	expect(JSON.stringify(course.body)).toContain('was imported');
	expect((await get('/api/runs/imp/attempts/0%2F0%2F0')).status).toBe(200);
	expect((await get('/api/runs/imp/stages/0%2F0/attempts')).status).toBe(200);
});

test('Two of its targets are compared on quality, latency and cost, with the doubt beside the latency.', async () => {
	const { get } = await withImport();
	const { status, body } = await get('/api/compare?a=imp:0&b=imp:1');
	expect(status).toBe(200);
	const comparison = body as Comparison;
	expect(comparison.quality).toMatchObject({
		state: 'compared',
		counts: { onlyA: 0, onlyB: 35, bothRight: 105, bothWrong: 0 }
	});
	expect(comparison.warnings.map(({ title }) => title)).toStrictEqual([
		'A was imported from results of promptfoo: out.json.',
		'B was imported from results of promptfoo: out.json.'
	]);
	expect(comparedSentence(comparison)).toContain('latencies and cost as imported.');
	const { sentences } = comparisonFindings(comparison);
	expect(sentences[0]).toMatch(/^A \(own\) is 25.0 points worse than B \(api\)/u);
	expect(sentences.join(' ')).toContain('A is not-measured: it was imported');
	expect(JSON.stringify(sentences)).not.toContain('at imported');
	expect(latencyMeaning('e2eMs', comparison)).toBe('as the other tool reported it');
	const { b } = comparison;
	expect(latencyMeaning('e2eMs', { a: { kind: 'self-hosted' }, b })).toBe(
		'due → end; of B as the other tool reported it'
	);
	const both = await get('/api/compare/charts/cdf?a=imp:0&b=imp:1&metric=e2eMs');
	expect(JSON.stringify(both.body)).toContain('as the other tool reported it');
	expect(JSON.stringify(both.body)).not.toContain('was due');
});

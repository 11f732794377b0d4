/** A report in other forms than a page: the same figures in each, and nothing that a reader's program takes for a command. */
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { decide } from '#bench/economics/case/decide.ts';
import { formatUsd } from '#lib/format.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import { reportCsv } from '../../../web/report/report-csv.ts';
import { reportFigures } from '../../../web/report/report-figures.ts';
import type { ReportFileData } from '../../../web/report/report-file-data.ts';
import { markdownText, reportMarkdown } from '../../../web/report/report-markdown.ts';
import { parameter } from '../../economics/support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../../economics/support/small-case.ts';

const fileOf = (costCase: CostCase): ReportFileData => {
	const decision = decide(costCase, 'quick');
	return {
		costCase,
		decision,
		volumes: costByVolume(costCase, decision.evaluated, chartRange(costCase, decision, 'log')),
		levels: { targets: [], slo: {}, sloShare: 0.95 },
		hybrids: [],
		decided: null,
		changes: ['Requests a month: 5 in place of the demand'],
		madeAtUtc: '2026-11-20T10:00:00.000Z',
		madeFrom: ['cost spec small.yaml'],
		version: '1.2.3'
	};
};
const evil = '=HYPERLINK("http://evil")|<b>';
const file = fileOf(
	smallCase([ownOption(), { ...apiOption('0.05'), title: evil, emulated: true }], {
		allowEmulated: true,
		demand: {
			requestsPerMonth: parameter('demand', '1000', {
				basis: 'quote',
				spread: { kind: 'triangular', low: 900, high: 1200 }
			}),
			growthPerMonth: null,
			path: null,
			peakToAverage: parameter('peak', '2', { basis: 'default' })
		},
		compare: { makeId: 'own', buyId: 'api' }
	})
);

describe('a report as CSV', () => {
	const { data } = Papa.parse<Record<string, string>>(
		reportCsv(reportFigures(file)).replace('\uFEFF', '').trimEnd(),
		{ header: true }
	);

	it('has a row for each figure, with unit, interval and who says it', () => {
		expect(Object.keys(data[0] ?? {})).toStrictEqual([
			...['section', 'name', 'value', 'unit', 'ci low', 'ci high', 'origin', 'source']
		]);
		for (const { option, today } of file.decision.evaluated.options) {
			const row = data.find(
				({ name, unit }) =>
					unit === 'USD/month' && name!.includes(option.title) && name!.includes('cost a month')
			);
			expect(row).toMatchObject({ value: today.totalUsdPerMonth, origin: 'computed' });
			expect(row!['ci low']).toBe(file.decision.bands[option.id]?.low ?? '');
		}
		const origins = new Set(
			data.filter(({ section }) => section!.startsWith('Numbers')).map(({ origin }) => origin)
		);
		expect([...origins].sort()).toStrictEqual(['default', 'quoted', 'typed']);
		expect(data.find(({ name }) => name === 'demand')).toMatchObject({
			...{ value: '1000', 'ci low': '900', 'ci high': '1200', origin: 'quoted' }
		});
		expect(
			data
				.filter(({ section }) => section!.startsWith('Numbers'))
				.every(({ source }) => source !== '')
		).toBe(true);
	});

	it('has nothing that a spreadsheet runs, and says EMULATED', () => {
		const marked = data.filter(({ name }) => name!.includes('HYPERLINK'));
		expect(marked.length).toBeGreaterThan(0);
		for (const { name } of data) expect(name).not.toMatch(/^[=+@]/u);
		expect(marked.some(({ name }) => name!.includes('EMULATED'))).toBe(true);
	});
});

describe('a report as Markdown', () => {
	const text = reportMarkdown(file);

	it('says the sentence first, then its tables and what it rests on', () => {
		const sentence = markdownText(file.decision.verdict.sentence);
		expect(text.split('\n').slice(0, 3).join('\n')).toContain(`**${sentence}**`);
		const heads = text.split('\n').filter((line) => line.startsWith('## '));
		expect(heads[0]).toBe('## Decision');
		expect(heads).toContain('## Evidence');
		expect(heads.at(-1)).toBe('## The numbers, and who says them');
		expect(text).toContain('Requests a month: 5 in place of the demand');
		for (const { today } of file.decision.evaluated.options) {
			expect(text).toContain(formatUsd(today.totalUsdPerMonth));
		}
	});

	it('takes titles as text, and keeps as many cells in each row of a table as it has columns', () => {
		expect(text).toContain(String.raw`=HYPERLINK("http://evil")\|\<b\> EMULATED`);
		const cells = (line: string): number => line.split(/(?<!\\)\|/u).length;
		const rows = text.split('\n').filter((line) => line.startsWith('|'));
		let columns = 0;
		for (const [index, row] of rows.entries()) {
			if (rows[index + 1]?.startsWith('| ---')) columns = cells(row);
			expect(cells(row)).toBe(columns);
		}
	});
});

it('where no option can be computed it says so, in each form', () => {
	const empty = fileOf(
		smallCase([], {
			unavailable: [
				{
					id: 'own',
					title: 'own',
					kind: 'make-owned',
					emulated: false,
					reason: 'no price',
					remedy: 'Give one.'
				}
			]
		})
	);
	expect(reportMarkdown(empty)).toContain('cannot be computed: no price. Give one.');
	expect(reportFigures(empty)[0]).toMatchObject({ section: 'Verdict', name: 'sentence' });
});

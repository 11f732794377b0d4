/** Answers for people to label: a sheet that a spreadsheet opens, and that a calibration reads back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCsvTable, writeCsv } from '#bench/importers/csv-table.ts';
import { callIn, notesConfig, notesPlace, serveNotes } from './support/judged-scenario.ts';
import { writeConfig, type RunJson } from './support/run-json.ts';

it('writes as many answers of each target, without its name, and reads back what was filled in', async () => {
	const workplace = notesPlace();
	const candidates = [await serveNotes('good', 0.5), await serveNotes('other', 0.5)];
	const judge = await serveNotes('sound', 0.9);
	writeConfig(workplace, notesConfig(candidates, [{ target: judge }]));
	const ran = await callIn(workplace, 'run', './bench.yaml', '--json');
	const { run } = JSON.parse(ran.stdout) as RunJson;
	const labels = (...args: string[]) => callIn(workplace, 'judge', 'labels', run.id, ...args);

	const wrote = await labels('--answers', '34', '-o', './sheet.csv');
	expect(wrote.error).toBeNull();
	expect(wrote.stdout).toContain('34 answers');
	const file = workplace.file('sheet.csv');
	const text = readFileSync(file, 'utf8');
	expect(text).not.toMatch(/good|other-model|other,/u);
	const { header, rows } = readCsvTable(text, 'sheet.csv');
	const place = (name: string): number => header.indexOf(name);
	const attempts = rows.map(({ cells }) => cells[place('attempt')] ?? '');
	expect(new Set(attempts).size).toBe(34);
	// Half of each target, whose cells are the first and the second of the run.
	const perCell = Map.groupBy(attempts, (id) => id.split('/')[1]);
	expect([...perCell.values()].map(({ length }) => length)).toEqual([17, 17]);
	expect(rows.every(({ cells }) => cells[place('question')]?.startsWith('What was said'))).toBe(
		true
	);
	// As often as it is asked for, the same.
	const again = (await labels('--answers', '34')).stdout.trim().split('\n');
	expect(again.map((line) => (JSON.parse(line) as { attempt: string }).attempt)).toEqual(attempts);
	expect((await labels('-o', './sheet.csv')).error).toMatchObject({ code: 'E_USAGE' });
	expect((await labels('-o', './sheet.xlsx')).error).toMatchObject({ code: 'E_USAGE' });

	const calibrate = () =>
		callIn(
			workplace,
			...(['judge', 'calibrate', run.id, '--config', './bench.yaml'] as const),
			...(['--labels', './sheet.csv', '--json'] as const)
		);
	const fill = (said: (answer: string, nth: number) => string): void => {
		const filled = rows.map(({ cells }, nth) =>
			cells.map((cell, at) =>
				at === place('passed') ? said(cells[place('answer')] ?? '', nth) : cell
			)
		);
		writeFileSync(file, writeCsv(header, filled));
	};
	fill((answer, nth) => (nth < 2 ? '' : answer.includes('closed it') ? 'Yes' : 'no'));
	const { stdout, error } = await calibrate();
	expect(error).toBeNull();
	const { calibrations } = JSON.parse(stdout) as { calibrations: { n: number }[] };
	expect(calibrations.map(({ n }) => n)).toEqual([32]);
	fill(() => 'perhaps');
	expect((await calibrate()).error).toMatchObject({ code: 'E_CONFIG' });
});

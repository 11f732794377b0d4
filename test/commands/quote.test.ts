import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { BenchError } from '#core/errors.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import type { QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import { withLine, written } from '../core/quote/sample-quote.ts';
import { deflatedZip, workbookParts } from '../importers/quotes/support/small-xlsx.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';

const examples = fileURLToPath(new URL('../../scenarios/quotes/', import.meta.url));
const seats = join(examples, 'seats-larkspur.csv');

interface Desk {
	path: string;
	database: string;
	quote: (...args: string[]) => Promise<Recorded>;
	file: (name: string, content: string | Buffer) => string;
}

const desk = (): Desk => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return {
		path: workplace.path,
		database: workplace.file('bench.db'),
		quote: (...args) => callCommand('quote', [...args, '--db', workplace.databaseUrl]),
		file: (name, content) => {
			writeFileSync(workplace.file(name), content);
			return workplace.file(name);
		}
	};
};

const refusal = ({ error }: Recorded): BenchError => {
	if (!(error instanceof BenchError)) throw new Error('was not refused');
	return error;
};

const asOf = ['--as-of', '2026-11-20'];

describe('bench quote import', () => {
	it('stores an offer and says what it is', async () => {
		const { quote } = desk();
		const { stdout, error } = await quote('import', join(examples, 'server-meridian.yaml'));
		expect(error).toBeNull();
		expect(stdout).toMatch(
			/^imported quote meridian-systems-ms-2026-0417-v1: server-purchase, Meridian Systems no\. MS-2026-0417, 4 lines, valid until 20\d\d-01-31\n$/u
		);
	});

	it('shows how a table was understood and stores nothing until that is confirmed', async () => {
		const { quote, database } = desk();
		const asked = await quote('import', seats);
		expect(refusal(asked)).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(refusal(asked).hint).toContain('--yes');
		expect(asked.stdout).toContain('unitPrice: Unit price');
		expect(asked.stdout).toMatch(/line 2\s+seat\s+Assistant for every desk\s+120\s+seat-month/);
		expect(existsSync(database)).toBe(false);

		const confirmed = await quote('import', seats, '--yes', '--json');
		expect(JSON.parse(confirmed.stdout)).toMatchObject({
			imported: true,
			id: 'larkspur-assist-fictional-la-1188-v1',
			lines: 2
		});
	});

	it('saves the proposed mapping, once, and reads the table by it', async () => {
		const { quote, path } = desk();
		const saved = join(path, 'saved.yaml');
		const asked = await quote('import', seats, '--save-mapping', saved);
		expect(refusal(asked).code).toBe('E_USAGE');
		expect(asked.stdout).toMatch(/unit price +discount +total/u);
		expect(asked.stdout).toMatch(/30\.00 +10 % +3240\.00/u);
		expect(readFileSync(saved, 'utf8')).toContain('unitPrice: Unit price');
		expect(refusal(await quote('import', seats, '--save-mapping', saved)).code).toBe('E_FILE');
		const { error, stdout } = await quote('import', seats, '--mapping', saved);
		expect(error).toBeNull();
		expect(stdout).toContain('larkspur-assist-fictional-la-1188-v1');
		const yaml = join(examples, 'server-meridian.yaml');
		expect(refusal(await quote('import', yaml, '--save-mapping', 'x')).code).toBe('E_USAGE');
	});

	it('takes a mapping from a file', async () => {
		const { quote, file } = desk();
		const mapping = file(
			'mapping.yaml',
			stringify({
				headerRow: 1,
				columns: { description: 'What', quantity: 'No', unitPrice: 'Each' },
				items: { Box: 'server' },
				quote: { ...written['server-purchase'], lines: undefined, number: 'T-1' }
			})
		);
		const table = file('offer.csv', 'What,No,Each\nBox,2,1000\n');
		const { stdout, error } = await quote('import', table, '--mapping', mapping);
		expect(error).toBeNull();
		expect(stdout).toContain('acme-t-1-v1');
	});

	it('notes who imported it only where that is said', async () => {
		const { quote } = desk();
		await quote('import', join(examples, 'server-meridian.yaml'));
		await quote('import', join(examples, 'colocation-halden.yaml'), '--by', ' Ines, procurement ');
		const { stdout } = await quote('list', '--json', ...asOf);
		const listed = JSON.parse(stdout) as { vendor: string; enteredBy: string | null }[];
		expect(listed.map(({ enteredBy }) => enteredBy).sort()).toEqual(['Ines, procurement', null]);
		const shown = await quote('show', 'halden', ...asOf);
		expect(shown.stdout).toMatch(/imported \d{4}-\d\d-\d\d by Ines, procurement/u);
		for (const name of ['', 'two\nlines', 'x'.repeat(201)]) {
			const { error } = await quote('import', seats, '--by', name);
			expect(error).toMatchObject({
				message: expect.stringContaining('expected a name') as string
			});
		}
	});

	it('stores nothing of a file with anything wrong, whatever it is', async () => {
		const { quote, database, file } = desk();
		const bad: [string, string][] = [
			['total.yaml', stringify({ ...written['server-purchase'], statedTotal: 1 })],
			['negative.yaml', stringify(withLine('server-purchase', 0, { unitPrice: -1 }))],
			['currency.yaml', stringify({ ...written['server-purchase'], currency: 'EUR' })],
			['units.yaml', stringify(withLine('api-contract', 0, { unit: '1k-tokens' }))],
			['syntax.yaml', 'kind: [server'],
			['formula.csv', readFileSync(seats, 'utf8').replace('Two days of training', '=1+1')]
		];
		for (const [name, content] of bad) {
			const { code, problems } = refusal(await quote('import', file(name, content), '--yes'));
			expect([name, code, problems.length > 0]).toEqual([name, 'E_CONFIG', true]);
		}
		const bomb = deflatedZip(workbookParts(Buffer.alloc(21 * 1_048_576, 32)));
		expect(refusal(await quote('import', file('bomb.xlsx', bomb), '--yes')).code).toBe('E_CONFIG');
		expect(existsSync(database)).toBe(false);
	});

	it('refuses the same file and the same version again', async () => {
		const { quote, file } = desk();
		const first = file('a.yaml', stringify(written['colocation']));
		await quote('import', first);
		expect(refusal(await quote('import', first)).message).toContain('was imported before');
		const same = file('b.yaml', stringify({ ...written['colocation'], title: 'changed' }));
		expect(refusal(await quote('import', same)).hint).toContain('version: 2');
		const { stdout } = await quote('list', '--json', ...asOf);
		expect(JSON.parse(stdout)).toHaveLength(1);
	});
});

const filled = async (): Promise<Desk> => {
	const place = desk();
	const { quote, file } = place;
	await quote('import', file('a.yaml', stringify(written['server-purchase'])));
	const other = {
		...written['server-purchase'],
		vendor: 'Bolt',
		number: 'B-7',
		validUntil: '2026-11-10'
	};
	await quote('import', file('b.yaml', stringify(other)));
	await quote('import', file('c.yaml', stringify({ ...written['api-contract'], number: 'API' })));
	return place;
};

describe('bench quote list, show and delete', () => {
	it('say which offers have expired', async () => {
		const { quote } = await filled();
		expect((await quote('list', ...asOf)).stdout).toMatchInlineSnapshot(`
			"quote        kind             vendor  number  version  valid until  state
			acme-api-v1  api-contract     Acme    API           1  2026-12-31   valid, 41 days left
			acme-q-1-v1  server-purchase  Acme    Q-1           1  2026-12-31   valid, 41 days left
			bolt-b-7-v1  server-purchase  Bolt    B-7           1  2026-11-10   EXPIRED 10 days ago
			"
		`);
		const kind = await quote('list', '--kind', 'api-contract', '--json', ...asOf);
		expect(JSON.parse(kind.stdout)).toMatchObject([{ id: 'acme-api-v1' }]);
	});

	it('show lines and terms in the currency of the offer', async () => {
		const { quote } = await filled();
		const { stdout } = await quote('show', 'Q-1', ...asOf);
		expect(stdout).toMatch(/s\s+server\s+2\s+node\s+300,000\s+600,000\s+once/);
		expect(stdout).toContain('warrantyMonths: 36');
		const { stdout: json } = await quote('show', 'Q-1', '--json', ...asOf);
		expect(JSON.parse(json)).toMatchObject({ id: 'acme-q-1-v1', versions: ['acme-q-1-v1'] });
	});

	it('delete only when sure', async () => {
		const { quote } = await filled();
		expect(refusal(await quote('delete', 'Q-1')).hint).toContain('Nothing was deleted');
		expect((await quote('delete', 'Q-1', '--yes')).stdout).toBe('deleted quote acme-q-1-v1\n');
		expect(refusal(await quote('show', 'Q-1')).code).toBe('E_NOT_FOUND');
	});

	it('do not make a database that is not there', async () => {
		const { quote, database } = desk();
		expect(refusal(await quote('list')).code).toBe('E_NOT_FOUND');
		expect(existsSync(database)).toBe(false);
	});
});

describe('bench quote level and compare', () => {
	it('level over the term and the rate that are asked for', async () => {
		const { quote } = await filled();
		const { stdout } = await quote(
			'level',
			'Q-1',
			'--wacc',
			'0',
			'--months',
			'24',
			'--json',
			...asOf
		);
		const [levelled] = JSON.parse(stdout) as (LevelledQuote & { id: string })[];
		expect(levelled).toMatchObject({ id: 'acme-q-1-v1', months: 24, levelMonthlyUsd: '27000' });
		const text = await quote('level', 'Q-1', 'B-7', '--wacc', '0', ...asOf);
		expect(text.stdout).toContain(
			'$1.54 per GPU-hour, $9,000.00 per node-month; equal to $18,000 a month over 36 months at 0 %'
		);
	});

	it('level without expired offers unless asked', async () => {
		const { quote } = await filled();
		const level = (...args: string[]) => quote('level', ...args, ...asOf);
		const without = await level('Q-1', 'B-7');
		expect(without.stdout).not.toContain('bolt-b-7-v1');
		expect(without.stderr).toContain(
			'left out: bolt-b-7-v1 expired on 2026-11-10; --expired takes it in'
		);
		const all = await level('Q-1', 'B-7', '--expired');
		expect(all.stdout).toContain('bolt-b-7-v1: Bolt');
		expect(all.stderr).toBe('');
		const none = refusal(await level('B-7'));
		expect(none.message).toContain('all of these quotes have expired by 2026-11-20');
		expect(none.hint).toContain('--expired');
	});

	it('take volumes in place of quantities, for items that are there', async () => {
		const { quote } = await filled();
		const { stdout } = await quote(
			'level',
			'API',
			'--volume',
			'input-tokens=2000',
			'--wacc',
			'0',
			'--json',
			...asOf
		);
		expect(JSON.parse(stdout)).toMatchObject([{ levelMonthlyUsd: '6000' }]);
		expect(refusal(await quote('level', 'API', '--volume', 'seat=3')).code).toBe('E_USAGE');
		expect((await quote('level', 'API', '--volume', 'seat')).error?.code).toBe(
			'commander.invalidArgument'
		);
	});

	it('compare without expired offers unless asked', async () => {
		const { quote } = await filled();
		const compared = async (...args: string[]): Promise<QuoteComparison> =>
			JSON.parse(
				(await quote('compare', 'Q-1', 'B-7', '--json', ...args)).stdout
			) as QuoteComparison;
		const without = await compared(...asOf);
		expect(without.quotes.map(({ id }) => id)).toEqual(['acme-q-1-v1']);
		expect(without.excluded.map(({ id }) => id)).toEqual(['bolt-b-7-v1']);
		expect((await compared('--expired', ...asOf)).quotes).toHaveLength(2);
		const text = await quote('compare', 'Q-1', 'B-7', ...asOf);
		expect(text.stdout).toContain('bolt-b-7-v1: expired on 2026-11-10; --expired takes it in');
		expect(
			refusal(await quote('compare', 'Q-1', 'B-7', '--as-of', '2027-06-01')).message
		).toContain('all of these quotes have expired');
	});

	it('compare two or more quotes of one kind, each once', async () => {
		const { quote } = await filled();
		expect(refusal(await quote('compare', 'Q-1', 'API')).message).toContain('offers of one kind');
		expect(refusal(await quote('compare', 'Q-1')).message).toContain('two quotes or more');
		expect(refusal(await quote('compare', 'Q-1', 'acme-q')).message).toContain('named twice');
	});
});

describe('the real command line', () => {
	it('exits with 2 and names the cell of a formula', async () => {
		using workplace = createWorkplace();
		const text = readFileSync(seats, 'utf8').replace('Two days of training', '@SUM(A1)');
		writeFileSync(workplace.file('offer.csv'), text);
		const { code, stderr } = await runBench(['quote', 'import', 'offer.csv', '--yes'], {
			workplace
		});
		expect(code).toBe(2);
		expect(stderr).toContain('offer.csv:3 column "G": "@SUM(A1)" would be a formula');
		expect(existsSync(workplace.file('bench.db'))).toBe(false);
	});
});

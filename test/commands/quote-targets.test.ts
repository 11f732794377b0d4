/** `bench quote targets`: the price at which make or buy turns, checked by typing it in. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toDecimal } from '#core/decimal.ts';
import type { TargetReport } from '#bench/economics/quotes/target-report.ts';
import {
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	refusalOf,
	typedSpec,
	usageErrorOf,
	type CostDesk
} from './support/cost-desk.ts';
import { callCommand } from './support/recorded-context.ts';

const scenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
/** The example from quotes to target prices, with fewer draws. */
const quotedIn = ({ file }: CostDesk): string => {
	const example = parse(readFileSync(`${scenarios}costs/quoted.yaml`, 'utf8')) as object;
	return file('quoted.json', { ...example, draws: 400 });
};
const at = ['--at', '2026-11-25'];

const withQuotes = async (...names: string[]): Promise<CostDesk> => {
	const desk = openDesk();
	for (const name of names) {
		outputOf(await desk.quote('import', `${scenarios}quotes/${name}.yaml`));
	}
	return desk;
};

const allQuotes = ['api-corvid', 'server-meridian', 'colocation-halden', 'gpu-cloud-northlake'];

interface CostJson {
	options: { id: string; usdPerMonth: string }[];
}

const differenceOf = async (desk: CostDesk, spec: string, a: string, b: string) => {
	const { options } = jsonOf(await desk.cost('--spec', spec, ...at, '--json')) as CostJson;
	const usd = (id: string) =>
		toDecimal(options.find((option) => option.id === id)?.usdPerMonth ?? '');
	return usd(a).minus(usd(b));
};

const corvid = (price: Record<string, unknown>): Record<string, unknown> => ({
	id: 'corvid',
	title: 'Corvid API',
	kind: 'buy',
	price,
	tokens: { uncachedInput: 1_000, cacheRead: 0, output: 100 },
	acceptShare: 0.9
});

const northlake = (rent: Record<string, unknown>): Record<string, unknown> =>
	makeOption({ gpusPerNode: 8, capacity: { requestsPerSPerNode: 5 }, rent });

const volume = { requestsPerMonth: 20_000_000, peakToAverage: 2 };

describe('bench quote targets', () => {
	it('prints prices at which both options really cost the same', async () => {
		const desk = await withQuotes('api-corvid', 'gpu-cloud-northlake');
		const spec = desk.file(
			'c.json',
			typedSpec({
				demand: volume,
				options: [corvid({ quote: 'CM-ENT-2093' }), northlake({ quote: 'NL-77120' })]
			})
		);
		const { sheets } = jsonOf(
			await desk.quote('targets', '--spec', spec, ...at, '--json')
		) as TargetReport;
		const targetOf = (unit: string, label: RegExp) => {
			const found = sheets
				.flatMap(({ targets }) => targets)
				.map(({ target }) => target)
				.find(({ parameter }) => parameter.unit === unit && label.test(parameter.label));
			if (found?.breakEven.state !== 'found') throw new Error(`no target in ${unit}`);
			return { value: found.breakEven.value, offered: found.parameter.value };
		};
		const rent = targetOf('USD/node-hour', /node/u);
		const input = targetOf('USD/Mtok', /^input/u);
		const output = targetOf('USD/Mtok', /^output/u);
		// The contract takes 5 % off spend above 20,000 USD a month, and 12 % above 60,000.
		const typedPrice = (inputUsdPerMtok: string, outputUsdPerMtok: string) => {
			const usdPerRequest =
				(1_000 * Number(inputUsdPerMtok) + 100 * Number(outputUsdPerMtok)) / 1e6;
			return {
				...corvid({
					inputUsdPerMtok,
					outputUsdPerMtok,
					source: 'as targeted',
					asOf: '2026-11-25'
				}),
				tiers: [
					{ fromRequests: 20_000 / usdPerRequest, priceFactor: 0.95 },
					{ fromRequests: 60_000 / usdPerRequest, priceFactor: 0.88 }
				]
			};
		};
		const specs = [
			[corvid({ quote: 'CM-ENT-2093' }), northlake({ onDemandUsdPerHour: rent.value })],
			[typedPrice(input.value, output.offered), northlake({ quote: 'NL-77120' })],
			[typedPrice(input.offered, output.value), northlake({ quote: 'NL-77120' })]
		];
		for (const options of specs) {
			const typed = desk.file('d.json', typedSpec({ demand: volume, options }));
			const difference = await differenceOf(desk, typed, 'own', 'corvid');
			expect(difference.abs().lt('0.0001'), `${difference.toFixed()} USD`).toBe(true);
		}
	});

	it('shares a price among its lines, and each alone or all alike make it that price', async () => {
		const desk = await withQuotes(...allQuotes);
		const quoted = quotedIn(desk);
		const { sheets } = jsonOf(
			await desk.quote('targets', '--spec', quoted, ...at, '--json')
		) as TargetReport;
		const server = sheets
			.find(({ quoteId }) => quoteId.startsWith('meridian'))
			?.targets.find(({ lines }) => lines.length > 0);
		if (!server?.askedUsd) throw new Error('no target of the server');
		const { lines, target, askedUsd } = server;
		const sum = (pick: (line: (typeof lines)[number]) => string) =>
			lines.reduce((total, line) => total.plus(pick(line)), toDecimal(0));
		const near = (a: ReturnType<typeof toDecimal>, b: string): boolean =>
			a.minus(b).abs().lt('0.000001');
		expect(
			near(
				sum(({ now }) => now),
				target.parameter.value
			)
		).toBe(true);
		expect(
			near(
				sum(({ alike }) => alike),
				askedUsd
			)
		).toBe(true);
		// The rack and the installation are too small a part to be asked for alone.
		expect(lines.filter(({ alone }) => alone !== null).length).toBeLessThan(lines.length);
		for (const { now, alone } of lines) {
			const total = toDecimal(target.parameter.value)
				.minus(now)
				.plus(alone ?? '0');
			if (alone !== null) expect(near(total, askedUsd)).toBe(true);
		}
	});

	it('gives a factor for all token prices at which both options really cost the same', async () => {
		const desk = await withQuotes('api-corvid', 'gpu-cloud-northlake');
		const spec = desk.file(
			'c.json',
			typedSpec({
				demand: volume,
				options: [corvid({ quote: 'CM-ENT-2093' }), northlake({ quote: 'NL-77120' })]
			})
		);
		const { sheets } = jsonOf(
			await desk.quote('targets', '--spec', spec, ...at, '--json')
		) as TargetReport;
		const together = sheets
			.flatMap(({ targets }) => targets)
			.find(({ target }) => target.parameter.id === 'corvid.allQuotedRates');
		if (together?.target.breakEven.state !== 'found') throw new Error('no common factor');
		const { value } = together.target.breakEven;
		const price = {
			inputUsdPerMtok: toDecimal('2.3').times(value).toFixed(),
			outputUsdPerMtok: toDecimal('13.8').times(value).toFixed(),
			source: 'as targeted',
			asOf: '2026-11-25'
		};
		const usdPerRequest =
			(1_000 * Number(price.inputUsdPerMtok) + 100 * Number(price.outputUsdPerMtok)) / 1e6;
		const tiers = [
			{ fromRequests: 20_000 / usdPerRequest, priceFactor: 0.95 },
			{ fromRequests: 60_000 / usdPerRequest, priceFactor: 0.88 }
		];
		const options = [{ ...corvid(price), tiers }, northlake({ quote: 'NL-77120' })];
		const typed = desk.file('d.json', typedSpec({ demand: volume, options }));
		const difference = await differenceOf(desk, typed, 'own', 'corvid');
		expect(difference.abs().lt('0.0001'), `${difference.toFixed()} USD`).toBe(true);
	});

	it('has a sheet for every quote that the spec names, with its clauses', async () => {
		const desk = await withQuotes(...allQuotes);
		const quoted = quotedIn(desk);
		const found = jsonOf(
			await desk.quote('targets', '--spec', quoted, ...at, '--json')
		) as TargetReport;
		expect(found.sheets.map(({ quoteId }) => quoteId.split('-')[0]).sort()).toEqual([
			'corvid',
			'halden',
			'meridian',
			'northlake'
		]);
		expect(found.sheets.every(({ clauses }) => clauses.length > 0)).toBe(true);
		// No option of the example goes without a quote.
		expect(found.fallback).toBeNull();
	});

	it('names what there is without any quote', async () => {
		const desk = await withQuotes('gpu-cloud-northlake');
		const options = [
			corvid({ usdPerRequest: 0.004 }),
			northlake({ quote: 'NL-77120' }),
			makeOption({ id: 'old', title: 'our old GPUs', rent: { onDemandUsdPerHour: 900 } })
		];
		const spec = desk.file('c.json', typedSpec({ demand: volume, options }));
		const found = jsonOf(
			await desk.quote('targets', '--spec', spec, ...at, '--json')
		) as TargetReport;
		// The cheaper of both: 20 M × 0.004 USD.
		expect(found.fallback).toEqual({ title: 'Corvid API', usdPerMonth: '80000' });
	});

	it('is readable within 80 columns', async () => {
		const desk = await withQuotes(...allQuotes);
		const quoted = quotedIn(desk);
		const { stdout, error } = await callCommand(
			'quote',
			['targets', '--spec', quoted, ...at, '--db', desk.databaseUrl],
			{},
			80
		);
		expect(error).toBeNull();
		expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
		const flowing = stdout.replaceAll(/\s+/gu, ' ');
		expect(flowing).toMatch(
			/tuned 70B on two servers (?:wins|loses): cheaper than Corvid API in [\d.]+ % of the draws; /u
		);
		expect(flowing).toMatch(/walk away above \$[\d,.]+\/node \(−[\d.]+ %, even chance\)/u);
		expect(flowing).toMatch(
			/all token prices together .+ target −[\d.]+ % on all lines \(wins in 90 % of draws\)/u
		);
		expect(flowing).toMatch(/GPU line \$2\.35\/GPU-hour\).+out of reach: below \$1\.69\/GPU-hour/u);
		expect(flowing).toMatch(/power line \$152\.00\/kW-month\)/u);
		expect(flowing).toMatch(/missing .+: ask for/u);
	});

	it('judges every price of a contract by one rule, so that no offer that is more likely to win is one to walk away from', async () => {
		const desk = await withQuotes(...allQuotes);
		const { sheets } = jsonOf(
			await desk.quote('targets', 'CM-ENT-2093', '--spec', quotedIn(desk), ...at, '--json')
		) as TargetReport;
		const targets = sheets.flatMap((sheet) => sheet.targets);
		expect(targets.map(({ target }) => target.parameter.label)).toContain('input, price');
		// At the central values the contract loses; in more than half of the draws it wins.
		for (const { target, negotiation } of targets) {
			const { winsIn } = target;
			if (!winsIn || !negotiation) throw new Error(`${target.parameter.id} is not counted`);
			expect(target).toMatchObject({ winsToday: true, winsAtValues: false });
			expect(negotiation.basis).toBe('draws');
			expect(winsIn.shareAtOffer).toBeGreaterThan(0.5);
			expect(winsIn.half).toBeGreaterThan(Number(target.parameter.value));
		}
		expect(new Set(targets.map(({ target }) => target.winsIn?.shareAtOffer)).size).toBe(1);
	});

	it('takes only the quotes that are asked for', async () => {
		const desk = await withQuotes(...allQuotes);
		const quoted = quotedIn(desk);
		const found = jsonOf(
			await desk.quote('targets', 'HD-5530', '--spec', quoted, ...at, '--json')
		) as TargetReport;
		expect(found.sheets.map(({ quoteId }) => quoteId)).toEqual(['halden-datacentres-hd-5530-v1']);
	});

	it('refuses a quote that the spec does not name, and a spec without quotes', async () => {
		const desk = await withQuotes(...allQuotes, 'server-aldenfels');
		const quoted = quotedIn(desk);
		const unused = refusalOf(await desk.quote('targets', 'AR/8841', '--spec', quoted, ...at));
		expect(unused).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(unused.message).toContain('does not use AR/8841');
		const none = refusalOf(
			await desk.quote('targets', '--spec', desk.file('c.json', typedSpec()), ...at)
		);
		expect(none.message).toContain('names no quote');
		expect(none.hint).toContain('quote: ID');
	});

	it('refuses an unknown quote, a missing database and a missing spec', async () => {
		const desk = await withQuotes('api-corvid');
		const quoted = quotedIn(desk);
		const unknown = refusalOf(await desk.quote('targets', 'NO-1', '--spec', quoted, ...at));
		expect(unknown).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(refusalOf(await desk.quote('targets', '--spec', quoted, ...at)).message).toContain(
			'MS-2026-0417'
		);
		const empty = openDesk();
		expect(refusalOf(await empty.quote('targets', '--spec', quoted, ...at))).toMatchObject({
			code: 'E_NOT_FOUND',
			exitCode: 2
		});
		expect(usageErrorOf(await empty.quote('targets')).message).toContain('--spec');
	});

	it('has no target for a quote that has run out, and says so', async () => {
		const desk = await withQuotes('api-corvid', 'server-meridian', 'colocation-halden');
		const example = readFileSync(`${scenarios}quotes/gpu-cloud-northlake.yaml`, 'utf8');
		const ended = example.replace(/^validUntil: .*$/mu, 'validUntil: 2026-12-15');
		outputOf(await desk.quote('import', desk.file('northlake.yaml', ended)));
		const quoted = quotedIn(desk);
		const { stdout, error } = await desk.quote(
			'targets',
			'NL-77120',
			'--spec',
			quoted,
			'--at',
			'2026-12-16'
		);
		expect(error).toBeNull();
		expect(stdout).toMatch(/left out: quote northlake.+ expired on 2026-12-15\. Ask the vendor/u);
		expect(stdout).not.toMatch(/ask for \$|walk away/u);
	});
});

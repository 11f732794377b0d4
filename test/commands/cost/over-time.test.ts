import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OverTime } from '#bench/economics/case/over-time.ts';
import type { StressResult } from '#bench/economics/stress/stress.ts';
import { callCommand } from '../support/recorded-context.ts';

/** A server of 24,000 without interest, power and people, against 1,000 a month. */
const spec = `
useCase: letters
title: Letters
demand: { requestsPerMonth: 1000000, peakToAverage: 1 }
options:
  - { id: api, kind: buy, price: { usdPerRequest: 0.001 } }
  - id: own
    kind: make-owned
    capacity: { requestsPerSPerNode: 10 }
    spareNodes: 0
    node:
      purchaseUsd: 24000
      networkAndInstallShare: 0
      lifeYears: 4
      residualShare: 0
      supportShareOfPricePerYear: 0
      nameplateW: 0
    staff: { baseFte: 0, ftePerNode: 0 }
discountRatePerYear: 0
draws: 100
`;

let file = '';

beforeAll(async () => {
	file = join(await mkdtemp(join(tmpdir(), 'over-time-')), 'letters.yaml');
	await writeFile(file, spec);
});

describe('bench cost', () => {
	test('shows the horizon and its stresses', async () => {
		const { stdout, error } = await callCommand('cost', ['--spec', file]);
		expect(error).toBeNull();
		const from = stdout.indexOf('Over 36 months');
		const text = stdout.slice(from, stdout.indexOf('\n\nWhat would make it surer', from));
		expect(text)
			.toBe(`Over 36 months: 1.00 M requests a month; servers bought when needed and sold at the end
option  present value  $/month, level  most in a month  ended after 12 months  nodes at the end
own           $18,000         $500.00          $24,000                 $6,000                 1
api           $36,000          $1,000           $1,000                $12,000                 –
  own against api: Making has paid back in month 24. At most, making has taken $23,000 more cash than buying up to the same month. That money returns 45.0 % a year.

Stress: costs, rework included where it is counted; $/month at the volume of today, savings as present value
stress                  make, $/month  buy, $/month  making saves in 36 months    change  choice
as planned                    $500.00        $1,000                    $18,000         –  own
bought prices +50 %           $500.00        $1,500                    $36,000   $18,000  own     stays
bought prices × 2             $500.00        $2,000                    $54,000   $36,000  own     stays
bought prices −50 %           $500.00       $500.00                         $0  −$18,000  equal   undecided
demand × 0.3                  $500.00       $300.00                    −$7,200  −$25,200  api     flips
demand × 3                    $500.00        $3,000                    $90,000   $72,000  own     stays
api gone                      $500.00             –                          –         –  own     stays
servers cannot be sold        $500.00        $1,000                    $12,000   −$6,000  own     stays
  No effect on these two: model superseded. What fine-tuning and approval of a model cost is not given and not in it. The bought model improves as well: its lead over the own one has to be measured again.
  If demand is 0.3 times as large, api costs $7,200 less than own over 36 months: the decision flips to buying.
  If api is gone, nothing changes for own, which is chosen as planned; nothing is left to buy.`);
	});

	test('gives both as data, months included', async () => {
		const { stdout } = await callCommand('cost', ['--spec', file, '--json']);
		const { cashFlow, stress } = JSON.parse(stdout) as {
			cashFlow: OverTime;
			stress: StressResult[];
		};
		expect(cashFlow.payback).toMatchObject({ makeId: 'own', buyId: 'api', firstMonth: 24 });
		expect(cashFlow.options.map(({ months }) => months.length)).toEqual([36, 36]);
		const [own] = cashFlow.options;
		expect(own!.months.slice(0, 2).map(({ usd, nodes }) => [usd, nodes])).toEqual([
			['24000', 1],
			['0', 1]
		]);
		expect(stress.map(({ id, flips }) => [id, flips])).toEqual([
			['as-planned', false],
			['price-up', false],
			['price-double', false],
			['price-down', false],
			['demand-low', true],
			['demand-high', false],
			['vendor-gone', false],
			['model-superseded', false],
			['hardware-unsaleable', false]
		]);
	});
});

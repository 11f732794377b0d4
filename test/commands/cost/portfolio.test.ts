import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { Portfolio } from '#bench/economics/case/portfolio.ts';
import { callCommand } from '../support/recorded-context.ts';

interface Written {
	useCase: string;
	requests: number;
	/** `demand.profile` or `demand.peakToAverage`, as YAML. */
	shape: string;
	nodeUsd?: number;
	optionId?: string;
	extra?: string;
}

/** A node carries 10 × 730 × 3,600 = 26.28 M requests a month at its peak; it costs 1,000 a month and nothing else. */
const specOf = ({
	useCase,
	requests,
	shape,
	nodeUsd = 1_000,
	optionId = 'gpu',
	extra = ''
}: Written): string => `
useCase: ${useCase}
title: The ${useCase}
demand: { requestsPerMonth: ${String(requests)}, ${shape} }
options:
  - { id: api, kind: buy, price: { usdPerRequest: 0.001 } }
  - id: ${optionId}
    kind: make-rented
    capacity: { requestsPerSPerNode: 10 }
    headroomShare: 1
    rent: { onDemandUsdPerHour: 0 }
    other: [{ label: node, usd: ${String(nodeUsd)}, per: node-month }]
    staff: { baseFte: 0, ftePerNode: 0 }
offerHosts: false
draws: 100
${extra}`;

const hours = (busy: (hour: number) => boolean): string =>
	`profile: [${Array.from({ length: 168 }, (_, hour) => (busy(hour % 24) ? 1 : 0)).join(', ')}]`;

let folder = '';
const files: Record<string, string> = {};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'portfolio-'));
	const specs: Record<string, Written> = {
		day: { useCase: 'day', requests: 26_280_000, shape: hours((hour) => hour >= 12) },
		night: { useCase: 'night', requests: 26_280_000, shape: hours((hour) => hour < 12) },
		flat: { useCase: 'flat', requests: 13_140_000, shape: 'peakToAverage: 1' },
		dear: { useCase: 'dear', requests: 1, shape: 'peakToAverage: 1', nodeUsd: 2_000 },
		other: { useCase: 'other', requests: 1, shape: 'peakToAverage: 1', optionId: 'mine' },
		locked: {
			useCase: 'locked',
			requests: 1,
			shape: 'peakToAverage: 1',
			extra: 'constraints: { dataMayLeave: false }'
		}
	};
	for (const [name, written] of Object.entries(specs)) {
		const file = join(folder, `${name}.yaml`);
		await writeFile(file, specOf(written));
		files[name] = file;
	}
});

const portfolio = (...args: string[]) => callCommand('cost', ['portfolio', ...args]);

describe('bench cost portfolio', () => {
	test('shows what two use cases save that are busy at different hours, and from where each pays', async () => {
		const { stdout, error } = await portfolio(files['day']!, files['night']!);
		expect(error).toBeNull();
		// Two nodes and a spare each, two and a spare together; alone a node more pays from 2,000 / 0.001 on.
		expect(stdout).toBe(`On shared nodes the 2 use cases save $3,000 a month: 3 nodes in place of 6.

use case   requests/month  buy, $/month  own nodes  alone, $/month  its saving  shared, $/month  pays alone from  beside the others from
The day        26,280,000       $26,280          3          $3,000      $1,500           $1,500           2.00 M              any volume
The night      26,280,000       $26,280          3          $3,000      $1,500           $1,500           2.00 M              any volume
in all                          $52,560          6          $6,000      $3,000           $3,000

Saving allotted by what each use case adds, on average over all orders (Shapley value).
Volumes are requests a month of the use case from which making stays cheaper than buying.

Notes
  people and other costs at any size are counted for each use case, as its spec has them
`);
	});

	test('stays within 80 columns with both volumes from which it pays', async () => {
		const args = ['portfolio', files['day']!, files['night']!];
		const { stdout } = await callCommand('cost', args, {}, 80);
		const lines = stdout.split('\n');
		expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
		expect(lines.find((line) => line.startsWith('The day'))).toMatch(
			/\$3,000 +\$1,500 +\$1,500 +2\.00 M +any volume$/u
		);
	});

	test('gives the same as data, exact, and takes a known peak to meet the busiest hour of the others', async () => {
		const { stdout } = await portfolio(files['day']!, files['flat']!, '--json');
		const found = JSON.parse(stdout) as Portfolio & { notes: string[] };
		expect(found).toMatchObject({
			separateNodes: 3 + 2,
			sharedNodes: 3 + 1,
			separateUsdPerMonth: '5000',
			sharedUsdPerMonth: '4000',
			savingUsdPerMonth: '1000',
			buyUsdPerMonth: '39420',
			allotment: 'shapley'
		});
		expect(found.uses.map(({ id, optionId, buyId }) => [id, optionId, buyId])).toEqual([
			['day', 'gpu', 'api'],
			['flat', 'gpu', 'api']
		]);
		// The other one fills its nodes at noon: the first request takes a node more, and a million pay for it.
		expect(found.uses[1]!.within).toEqual({
			firstCrossover: 1_000_000,
			permanentCrossover: 1_000_000,
			verdict: 'crosses',
			method: 'exact'
		});
		expect(found.notes[0]).toContain('flat: only its peak is known');
	});

	const failed = async (...args: string[]): Promise<BenchError> => {
		const { error, stdout } = await portfolio(...args);
		expect(stdout).toBe('');
		if (!(error instanceof BenchError)) throw new Error('expected a BenchError');
		return error;
	};

	test('names what keeps nodes from being shared', async () => {
		const prices = await failed(files['day']!, files['dear']!);
		expect(prices.code).toBe('E_CONFIG');
		expect(prices.problems[0]!.message).toBe(
			'"dear" and "day" cannot share nodes: a node costs $2,000 a month for one and $1,000 a month for the other'
		);
		const named = await failed(files['day']!, files['other']!, files['locked']!, '--option', 'gpu');
		expect(named.problems.map(({ file, message }) => [file, message])).toEqual([
			[files['other'], 'it has no option "gpu"; it has api, mine'],
			[
				files['locked'],
				'option "gpu" may not be used: the data of this use case may not leave, and this option sends it out'
			]
		]);
		const twice = await failed(files['day']!, files['day']!);
		expect(twice.problems[0]!.message).toContain('"day" is already that of');
	});

	test('wants two specs or more, each with its own volume', async () => {
		expect((await failed(files['day']!)).code).toBe('E_USAGE');
		const volume = await failed(files['day']!, files['night']!, '--volume', '5');
		expect(volume.message).toContain('one --volume cannot hold for several use cases');
	});
});

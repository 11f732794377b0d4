/** What a tuned model costs: taken from the target that was measured, typed in its place, or asked for. */
import { describe, expect, it } from 'vitest';
import { targetSchema } from '#core/target.ts';
import { jsonOf, openDesk, outputOf, type CostDesk } from './support/cost-desk.ts';
import {
	boughtTarget,
	rentedTarget,
	storeMeasuredRun,
	type MeasuredTarget
} from './support/measured-run.ts';

const tunedTarget = targetSchema.parse({
	...rentedTarget,
	tunedFrom: {
		model: 'open-8b',
		method: 'full',
		data: { items: 9_000, source: 'closed tickets' },
		costUsd: '2400',
		costSource: 'bill of the GPU cloud',
		trainedOn: '2026-11-01'
	}
});

const measuredTarget = (target: MeasuredTarget['target'], right: number): MeasuredTarget => ({
	target,
	levels: [
		{ offeredPerS: 4, sloMetShare: 1 },
		{ offeredPerS: 8, sloMetShare: 0.5 }
	],
	right
});

const measured = async (target = tunedTarget): Promise<CostDesk> => {
	const desk = openDesk();
	await storeMeasuredRun(desk.databaseUrl, {
		id: '01RUN',
		useCase: 'support-triage',
		targets: [measuredTarget(target, 39), measuredTarget(boughtTarget, 38)]
	});
	return desk;
};

interface CostJson {
	options: { id: string; usdPerMonth: string }[];
}

const ownUsd = async ({ cost }: CostDesk): Promise<number> => {
	const found = jsonOf(await cost('support-triage', '--volume', '1000000', '--json')) as CostJson;
	return Number(found.options.find(({ id }) => id === 'ours')?.usdPerMonth);
};

describe('the cost of a measured tuned model', () => {
	it('holds its tuning, spread over the months until the next, with who says so', async () => {
		const desk = await measured();
		// 2,400 / 12 a month more than the same server with the model as it was published.
		expect((await ownUsd(desk)) - (await ownUsd(await measured(rentedTarget)))).toBeCloseTo(200, 8);
		const text = outputOf(await desk.cost('support-triage', '--explain'));
		expect(text).toContain('tuning of the model');
		expect(text).toMatch(/bill of the GPU cloud; target ours of run 01RUN, tuned from open-8b/u);
		expect(text).toContain('months until a tuned model is tuned again');
	});

	it('is not known where a spec asks for it and nobody says it', async () => {
		const desk = await measured(rentedTarget);
		const spec = {
			useCase: 'support-triage',
			demand: { requestsPerMonth: 1_000_000 },
			options: [
				{ id: 'ours', kind: 'make-rented', capacity: { target: 'ours' }, tuning: {} },
				{ id: 'api', kind: 'buy', run: { target: 'api' } }
			]
		};
		const text = outputOf(await desk.cost('--spec', desk.file('cost.yaml', spec)));
		expect(text).toContain('nobody says what its tuning costs');
	});

	it('is told in a note, and gives way to what the spec types', async () => {
		const desk = await measured();
		const spec = (tuning: string): string =>
			`useCase: support-triage
demand: { requestsPerMonth: 1000000 }
options:
  - id: ours
    kind: make-rented
    capacity: { target: ours }
${tuning}  - { id: api, kind: buy, run: { target: api } }
`;
		const costOf = (text: string, ...args: string[]) =>
			desk.cost('--spec', desk.file('cost.yaml', text), ...args);
		const noted = outputOf(await costOf(spec('')));
		expect(noted).toContain(
			'ours: its model was tuned from open-8b on 9,000 items (all weights) for $2,400'
		);
		const usdOf = async (tuning: string): Promise<number> => {
			const found = jsonOf(await costOf(spec(tuning), '--json')) as CostJson;
			return Number(found.options.find(({ id }) => id === 'ours')?.usdPerMonth);
		};
		const sunk = await usdOf('    tuning: { usd: 0 }\n');
		expect((await usdOf('')) - sunk).toBeCloseTo(200, 8);
		expect((await usdOf('    tuning: { everyMonths: 6 }\n')) - sunk).toBeCloseTo(400, 8);
		expect((await usdOf('    tuning: { usd: 900, everyMonths: 9 }\n')) - sunk).toBeCloseTo(100, 8);
	});
});

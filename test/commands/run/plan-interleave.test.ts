/** Which loads targets take turns in, and what is said where they do not. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { withTurns } from '#bench/commands/run/plan-interleave.ts';
import type { PlannedCell } from '#bench/commands/run/plan.ts';

const target = (id: string, changes: Record<string, unknown> = {}) => ({
	id,
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'http://127.0.0.1:1/v1',
	model: 'm',
	...changes
});
const poisson = (durationS: number) => ({ kind: 'poisson', ratePerS: 4, durationS });
const closed = (requests: number, concurrency = 4) => ({ kind: 'closed', requests, concurrency });

/** The turns of each cell, and the notes. */
const planned = (
	loads: readonly object[],
	changes: Record<string, unknown> = {},
	targets: readonly object[] = [target('a'), target('b')]
) => {
	const config = configSchema.parse({
		name: 'c',
		scenarios: [{ use: 's' }],
		targets,
		loads,
		...changes
	});
	const cells = config.targets.map((each): PlannedCell => ({
		scenarioId: 's',
		scenarioVersion: 1,
		scenarioHash: 'h',
		target: each,
		slo: null,
		sloShare: 0.95,
		isGraded: true,
		conversation: null,
		items: [],
		loads: each.loads ?? config.loads ?? []
	}));
	const { cells: found, notes } = withTurns(config, cells, 0);
	return {
		blocks: found.map(({ turns }) => turns?.map((each) => each?.blocks ?? null) ?? null),
		notes
	};
};

describe('the turns of targets', () => {
	it('are taken where stages are long enough, in an even number of blocks', () => {
		const { blocks, notes } = planned([poisson(119), poisson(120), poisson(200), poisson(9_000)]);
		expect(blocks).toEqual([
			[null, 4, 6, 8],
			[null, 4, 6, 8]
		]);
		expect(notes[0]).toContain('"a", "b" take turns in 4 blocks');
		expect(planned([closed(399), closed(400), closed(400, 20)]).blocks[0]).toEqual([null, 4, null]);
	});

	it('are taken as the config says, however short a stage is', () => {
		const interleave = { blocks: 3 };
		expect(planned([poisson(1), closed(3), closed(2)], { interleave }).blocks[0]).toEqual([
			3,
			3,
			null
		]);
	});

	it('are taken in loads alone that two targets have in common and that do not change', () => {
		const ramp = { kind: 'ramp', fromPerS: 1, toPerS: 5, durationS: 600 };
		expect(planned([ramp]).blocks).toEqual([null, null]);
		const own = [target('a'), target('b', { loads: [poisson(600)] }), target('c')];
		expect(planned([poisson(300)], {}, own).blocks).toEqual([[8], [null], [8]]);
	});

	it('are not taken where the config says so, and nothing is said of it then', () => {
		expect(planned([poisson(600)], { interleave: false })).toEqual({
			blocks: [null, null],
			notes: []
		});
	});

	it('are not taken with "stopEarly" or with something read beside a target, which is said', () => {
		const early = planned([poisson(600)], { stopEarly: { against: 'a' } });
		expect(early.blocks).toEqual([null, null]);
		expect(early.notes.join()).toContain('measured one after the other, as "stopEarly"');
		const telemetry = { metricsUrl: 'http://127.0.0.1:1/metrics' };
		const read = planned([poisson(600)], {}, [target('a'), target('b', { telemetry })]);
		expect(read.blocks).toEqual([null, null]);
		expect(read.notes.join()).toContain('what is read beside "b" is read of whole stages');
	});

	it('that are asked for in vain are spoken of', () => {
		const { notes } = planned([closed(2)], { interleave: { blocks: 3 } });
		expect(notes.join()).toContain('no targets take turns');
	});
});

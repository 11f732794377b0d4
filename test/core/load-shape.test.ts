/** Load shapes: what is accepted and how it is called. */
import { describe, expect, it } from 'vitest';
import { loadShapeSchema } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';

describe('a load shape', () => {
	it.each([
		[{ kind: 'closed', concurrency: 16, requests: 200 }, 'closed ×16'],
		[{ kind: 'closed', concurrency: 1, durationS: 0.5 }, 'closed ×1'],
		[{ kind: 'closed', concurrency: 2, requests: 5, durationS: 60 }, 'closed ×2'],
		[{ kind: 'batch', concurrency: 64, requests: 1_000, stream: true }, 'batch ×64'],
		[{ kind: 'batch', concurrency: 8, stream: false }, 'batch ×8'],
		[{ kind: 'constant', ratePerS: 0.5, durationS: 60 }, 'constant 0.5/s'],
		[{ kind: 'poisson', ratePerS: 4, durationS: 60 }, 'poisson 4/s'],
		[{ kind: 'gamma', ratePerS: 4, durationS: 60, burstiness: 0.5 }, 'gamma 4/s (burstiness 0.5)'],
		[{ kind: 'ramp', fromPerS: 0, toPerS: 8, durationS: 60, arrivals: 'poisson' }, 'ramp 0→8/s'],
		[
			{
				kind: 'steps',
				steps: [
					{ ratePerS: 2, durationS: 30 },
					{ ratePerS: 0, durationS: 10 },
					{ ratePerS: 4, durationS: 30 }
				],
				arrivals: 'constant'
			},
			'steps 2→0→4/s constant'
		],
		[
			{
				kind: 'steps',
				steps: Array.from({ length: 12 }, (_, i) => ({ ratePerS: i + 1, durationS: 10 })),
				arrivals: 'poisson'
			},
			'12 steps up to 12/s'
		],
		[
			{
				kind: 'profile',
				week: 'office-chat',
				meanPerS: 2,
				startHour: 9,
				hours: 8,
				speed: 60,
				arrivals: 'poisson'
			},
			'office-chat week 2/s (8 h from hour 9) at 60× speed'
		]
	])('%j is accepted as it is and called "%s"', (shape, label) => {
		const parsed = loadShapeSchema.parse(shape);
		expect(parsed).toStrictEqual(shape);
		expect(renderLoadShape(parsed)).toBe(label);
	});

	it('that would never end is refused, with what it needs', () => {
		const { error } = loadShapeSchema.safeParse({ kind: 'closed', concurrency: 4 });
		expect(error?.issues.map(({ message }) => message)).toStrictEqual([
			'a closed loop needs "requests", "durationS" or both, or it would never end'
		]);
	});

	it.each([
		{ kind: 'closed', concurrency: 0, requests: 1 },
		{ kind: 'closed', concurrency: 1.5, requests: 1 },
		{ kind: 'closed', concurrency: 1, requests: 0 },
		{ kind: 'closed', concurrency: 1, durationS: 0 },
		{ kind: 'closed', concurrency: 1, requests: 1, ratePerS: 1 },
		{ kind: 'constant', ratePerS: 1 },
		{ kind: 'constant', ratePerS: 0, durationS: 1 },
		{ kind: 'constant', ratePerS: 1, durationS: 1, requests: 5 },
		{ kind: 'poisson', ratePerS: -1, durationS: 1 },
		{ kind: 'ramp', ratePerS: 1, durationS: 1 },
		{ kind: 'ramp', fromPerS: -1, toPerS: 1, durationS: 1 },
		{ kind: 'ramp', fromPerS: 0, toPerS: Number.NaN, durationS: 1 },
		{ kind: 'ramp', fromPerS: 0, toPerS: Infinity, durationS: 1 },
		{ kind: 'ramp', fromPerS: 0, toPerS: 1, durationS: 1, arrivals: 'gamma' },
		{ kind: 'gamma', ratePerS: 1, durationS: 1 },
		{ kind: 'gamma', ratePerS: 1, durationS: 1, burstiness: 0 },
		{ kind: 'gamma', ratePerS: 1, durationS: 1, burstiness: -2 },
		{ kind: 'steps', steps: [] },
		{ kind: 'steps', steps: [{ ratePerS: 1, durationS: 0 }] },
		{ kind: 'steps', steps: [{ ratePerS: 1 }] },
		{ kind: 'profile', week: 'holiday', meanPerS: 1 },
		{ kind: 'profile', week: Array.from({ length: 167 }, () => 1), meanPerS: 0.001 },
		{ kind: 'profile', week: Array.from({ length: 168 }, () => -1), meanPerS: 0.001 },
		{ kind: 'profile', week: 'always-on', meanPerS: 0.001, startHour: 168 },
		{ kind: 'profile', week: 'always-on', meanPerS: 0.001, speed: 0 },
		{}
	])('%j is refused', (shape) => {
		expect(loadShapeSchema.safeParse(shape).success).toBe(false);
	});

	it.each([
		[
			{ kind: 'ramp', fromPerS: 0, toPerS: 0, durationS: 5 },
			'every rate of this load is 0, so that nothing would ever be sent'
		],
		[
			{ kind: 'steps', steps: [{ ratePerS: 0, durationS: 5 }] },
			'every rate of this load is 0, so that nothing would ever be sent'
		],
		[
			{ kind: 'profile', week: 'batch-night', meanPerS: 1, startHour: 9, hours: 3 },
			'every rate of this load is 0, so that nothing would ever be sent'
		],
		[
			{ kind: 'gamma', ratePerS: 1_000, durationS: 5_001, burstiness: 2 },
			'rate × duration is more than 5000000 requests'
		],
		[
			{ kind: 'ramp', fromPerS: 0, toPerS: 2_000, durationS: 5_001 },
			'rate × duration is more than 5000000 requests'
		],
		[
			{ kind: 'profile', week: 'office-chat', meanPerS: 10 },
			'rate × duration is more than 5000000 requests'
		],
		[
			{ kind: 'profile', week: 'always-on', meanPerS: 0.01, speed: 0.5 },
			'this load takes longer than a week (604800 s)'
		]
	])('%j is refused in words', (shape, message) => {
		const { error } = loadShapeSchema.safeParse(shape);
		expect(error?.issues.map((issue) => issue.message)).toStrictEqual([message]);
	});

	it('fills in what is mostly meant: Poisson arrivals, the whole week from Monday on, in its own time', () => {
		expect(
			loadShapeSchema.parse({ kind: 'profile', week: 'always-on', meanPerS: 1 })
		).toStrictEqual({
			kind: 'profile',
			week: 'always-on',
			meanPerS: 1,
			startHour: 0,
			hours: 168,
			speed: 1,
			arrivals: 'poisson'
		});
		expect(
			loadShapeSchema.parse({ kind: 'ramp', fromPerS: 1, toPerS: 2, durationS: 3 })
		).toMatchObject({ arrivals: 'poisson' });
	});
});

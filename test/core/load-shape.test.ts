/** Load shapes: what is accepted and how it is called. */
import { describe, expect, it } from 'vitest';
import { loadShapeSchema } from '#core/load-shape.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';

describe('a load shape', () => {
	it.each([
		[{ kind: 'closed', concurrency: 16, requests: 200 }, 'closed ×16'],
		[{ kind: 'closed', concurrency: 1, durationS: 0.5 }, 'closed ×1'],
		[{ kind: 'closed', concurrency: 2, requests: 5, durationS: 60 }, 'closed ×2'],
		[{ kind: 'constant', ratePerS: 0.5, durationS: 60 }, 'constant 0.5/s'],
		[{ kind: 'poisson', ratePerS: 4, durationS: 60 }, 'poisson 4/s']
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
		{}
	])('%j is refused', (shape) => {
		expect(loadShapeSchema.safeParse(shape).success).toBe(false);
	});
});

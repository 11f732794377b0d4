/** Times as logs write them: units told by size, zones, and what is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenTime } from '#bench/importers/trace/written-time.ts';

const ms = Date.UTC(2026, 10, 20, 10, 0, 0, 250);

describe('a written time', () => {
	it.each([
		[ms / 1e3, 's'],
		[ms, 'ms'],
		[String(ms), 'ms'],
		[ms * 1e3, 'µs'],
		[`${String(ms)}000000`, 'ns'],
		['2026-11-20T10:00:00.250Z', 'text with a zone'],
		['2026-11-20 12:00:00.250000+02:00', 'text with a zone'],
		['2026-11-20T05:00:00.250-0500', 'text with a zone'],
		['2026-11-20 10:00:00.250 UTC', 'text with a zone'],
		['2026-11-20 10:00:00.250000', 'text without a zone']
	])('%s is read as %s', (value, form) => {
		const time = writtenTime(value, 'Z');
		expect(time).toMatchObject({ form });
		expect('ms' in time ? time.ms : 0).toBeCloseTo(ms, 2);
	});

	it.each([
		12,
		86_400,
		1e11,
		1e20,
		-5,
		'',
		null,
		undefined,
		'yesterday',
		'2026-13-40T00:00:00Z',
		'1999-01-01',
		{}
	])('%s is refused with a reason', (value) => {
		expect(writtenTime(value, 'Z')).toEqual({ problem: expect.stringMatching(/\w/u) as string });
	});

	it('takes the zone that is said for times that name none', () => {
		expect(writtenTime('2026-11-20 12:00', '+02:00')).toMatchObject({
			ms: Date.UTC(2026, 10, 20, 10)
		});
	});

	it('reads back any time in any unit', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2099, 0, 1) }),
				fc.constantFrom(
					[1e-3, 's'] as const,
					[1, 'ms'] as const,
					[1e3, 'µs'] as const,
					[1e6, 'ns'] as const
				),
				(time, [scale, form]) => {
					const found = writtenTime(time * scale, 'Z');
					expect(found).toMatchObject({ form });
					expect('ms' in found ? found.ms : 0).toBeCloseTo(time, 0);
				}
			)
		);
	});
});

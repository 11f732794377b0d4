import { describe, expect, it } from 'vitest';
import { mayHaveWorked } from '#core/billed-status.ts';

describe('a status of a request that was sent', () => {
	it.each([400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 425, 429, 501, 505, 529])(
		'%i says that nothing was billed',
		(status) => {
			expect(mayHaveWorked(status)).toBe(false);
		}
	);

	it.each([
		null,
		200,
		302,
		408,
		424,
		499,
		500,
		502,
		503,
		504,
		520,
		521,
		522,
		523,
		524,
		525,
		527,
		599
	])('%s leaves open what was billed', (status) => {
		expect(mayHaveWorked(status)).toBe(true);
	});
});

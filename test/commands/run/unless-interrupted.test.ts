import { describe, expect, it } from 'vitest';
import { unlessInterrupted } from '#bench/commands/run/unless-interrupted.ts';

const forever = (): Promise<never> => new Promise(() => undefined);

describe('waiting for something that cannot be stopped', () => {
	it('ends as the work does', async () => {
		const { signal } = new AbortController();
		await expect(unlessInterrupted(signal, () => Promise.resolve(7))).resolves.toBe(7);
		const failing = () => Promise.reject(new Error('no'));
		await expect(unlessInterrupted(signal, failing)).rejects.toThrow('no');
	});

	it('ends as soon as the user gives up', async () => {
		const stop = new AbortController();
		const waiting = unlessInterrupted(stop.signal, forever);
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
	});

	it('does not begin where the user has given up before', async () => {
		let begun = false;
		const work = (): Promise<void> => {
			begun = true;
			return Promise.resolve();
		};
		await expect(unlessInterrupted(AbortSignal.abort(), work)).rejects.toMatchObject({
			code: 'E_INTERRUPTED'
		});
		expect(begun).toBe(false);
	});

	it('drops a failure that comes after the user gave up', async () => {
		const stop = new AbortController();
		let fail: ((error: Error) => void) | undefined;
		const work = (): Promise<never> =>
			new Promise((_, reject) => {
				fail = reject;
			});
		const waiting = unlessInterrupted(stop.signal, work);
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
		// An unhandled rejection would fail the test run.
		fail?.(new Error('too late'));
		await new Promise((resolve) => setImmediate(resolve));
	});
});

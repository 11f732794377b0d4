/** Lets the user give up waiting for something that cannot itself be stopped. */
import { BenchError } from '#core/errors.ts';

/** Settles like `work`, or rejects with E_INTERRUPTED as soon as `signal` is aborted; what `work` brings later is dropped. */
export const unlessInterrupted = async <T>(
	signal: AbortSignal,
	work: () => Promise<T>
): Promise<T> => {
	const interrupted = (): BenchError =>
		new BenchError('E_INTERRUPTED', 'stopped before anything was measured');
	if (signal.aborted) throw interrupted();
	const waiting = new AbortController();
	const givenUp = new Promise<never>((_, reject) => {
		signal.addEventListener(
			'abort',
			() => {
				reject(interrupted());
			},
			{ signal: waiting.signal }
		);
	});
	try {
		return await Promise.race([work(), givenUp]);
	} finally {
		waiting.abort();
	}
};

/** A queue with one server, exponential gaps and services (mean 1), first come, first served, whose distribution of answers is known. */
import { createRandom } from '#core/random.ts';

interface QueueOptions {
	seed: number;
	/** Requests. */
	n: number;
	/** Share of its time that the server is busy, 0 to 1. */
	load: number;
	/** Whether it starts without anybody in it; else as it is found at any moment. */
	startsEmpty?: boolean;
}

export interface WaitingQueue {
	/** Waiting and service of each request, in order of their arrival. */
	sojourn: number[];
	/** In a queue that has always run: exponential with this mean (Kleinrock 1975, Queueing Systems I, 5.118). */
	meanSojourn: number;
}

export const waitingQueue = ({
	seed,
	n,
	load,
	startsEmpty = false
}: QueueOptions): WaitingQueue => {
	const random = createRandom(seed, 'queue');
	const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
	const meanSojourn = 1 / (1 - load);
	let waits = startsEmpty || random() >= load ? 0 : exponential(meanSojourn);
	const sojourn = Array.from({ length: n }, () => {
		const inSystem = waits + exponential(1);
		waits = Math.max(0, inSystem - exponential(1 / load));
		return inSystem;
	});
	return { sojourn, meanSojourn };
};

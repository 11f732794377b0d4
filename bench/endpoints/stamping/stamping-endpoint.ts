/** Starts the stamping server in a process of its own, and asks it what it has sent and when. */
import { startEndpoint, type ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';

export const startStampingEndpoint = (
	options: { signal?: AbortSignal } = {}
): Promise<ServedEndpoint> =>
	startEndpoint({
		module: new URL('./main.ts', import.meta.url),
		settings: null,
		name: 'the stamping server',
		...options
	});

/** When each event of each answer was written, ms on the monotonic clock of the machine, by the number of the answer. */
export const readStamps = async ({ baseUrl }: ServedEndpoint): Promise<Float64Array[]> => {
	const response = await fetch(new URL('/log', baseUrl));
	const flat = new Float64Array(await response.arrayBuffer());
	const answers: Float64Array[] = [];
	for (let at = 0; at < flat.length;) {
		const events = flat[at] as number;
		answers.push(flat.subarray(at + 1, at + 1 + events));
		at += 1 + events;
	}
	return answers;
};

/** Processor time of the server's process so far, ms. */
export const readServerCpuMs = async ({ baseUrl }: ServedEndpoint): Promise<number> =>
	Number(await (await fetch(new URL('/cpu', baseUrl))).text());

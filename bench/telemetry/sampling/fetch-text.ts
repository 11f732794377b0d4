/** Asks an address for its metrics. Nothing here is timed for the run, so that the platform's own client does. */

/** A metrics text that is longer than this is none, bytes. */
const mostBytes = 16 * 1_048_576;

/** An address as it may be shown: without a query, which may hold a secret. */
export const shownUrl = (url: string): string => {
	const { origin, pathname } = new URL(url);
	return `${origin}${pathname}`;
};

const causeOf = (error: unknown): string => {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return cause instanceof Error ? cause.message : String(cause);
};

/** The text behind an address. Throws with a message that names the address, and neither query nor key. */
export const fetchText = async (
	url: string,
	{ key, signal }: { key: string | null; signal: AbortSignal }
): Promise<string> => {
	const shown = shownUrl(url);
	let response: Response;
	try {
		response = await fetch(url, {
			headers: {
				accept: 'text/plain; version=0.0.4',
				...(key === null ? {} : { authorization: `Bearer ${key}` })
			},
			// An address that sends elsewhere would be given the key of this one.
			redirect: 'error',
			signal
		});
	} catch (error) {
		if (error instanceof Error && error.name === 'TimeoutError') throw error;
		throw new Error(`${shown} cannot be read: ${causeOf(error)}`, { cause: error });
	}
	if (!response.ok) {
		await response.body?.cancel();
		throw new Error(`${shown} answers HTTP ${String(response.status)}`);
	}
	const parts: Uint8Array[] = [];
	let length = 0;
	for await (const part of response.body ?? []) {
		length += part.length;
		if (length > mostBytes) throw new Error(`${shown} answers with more than 16 MiB`);
		parts.push(part);
	}
	return Buffer.concat(parts).toString('utf8');
};

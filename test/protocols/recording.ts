/** Builds recorded responses for tests out of text, with every byte's time under the test's control. */
import type { RecordedResponse, TransportEnd } from '#core/recorded-response.ts';

interface Options {
	status?: number | null;
	headers?: Record<string, string>;
	end?: TransportEnd;
	/** Lengths of the reads, bytes; the rest of the body comes in one more. The whole body in one read where absent. */
	reads?: readonly number[];
	/** Moment of the first read, and time between reads, ms. */
	firstMs?: number;
	gapMs?: number;
}

export const cut: TransportEnd = {
	kind: 'failed',
	code: 'connection-closed',
	message: 'the connection closed before the response had ended'
};

/** A response whose body is `body`; read i arrives at firstMs + i × gapMs. */
export const recording = (body: string | Uint8Array, options: Options = {}): RecordedResponse => {
	const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
	const { reads = [], firstMs = 100, gapMs = 10 } = options;
	const offsets: number[] = [];
	let length = 0;
	for (const size of reads) {
		if (size <= 0 || length + size > bytes.length) continue;
		length += size;
		offsets.push(length);
	}
	if (length < bytes.length) offsets.push(bytes.length);
	return {
		status: options.status === undefined ? 200 : options.status,
		headers: Object.entries(options.headers ?? {}),
		body: bytes,
		arrivalOffsets: Uint32Array.from(offsets),
		arrivalMs: Float64Array.from(offsets, (_, i) => firstMs + i * gapMs),
		end: options.end ?? { kind: 'complete' }
	};
};

/** A stream of which each given event arrives in a read of its own. */
export const streamOf = (
	events: readonly (string | Uint8Array)[],
	options: Options = {}
): RecordedResponse => {
	const encoder = new TextEncoder();
	const pieces = events.map((event) => (typeof event === 'string' ? encoder.encode(event) : event));
	return recording(Uint8Array.from(pieces.flatMap((piece) => [...piece])), {
		...options,
		reads: pieces.map((piece) => piece.length)
	});
};

/** One event of the OpenAI dialect. */
export const data = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;

/** One named event, as Anthropic sends it. */
export const named = (json: { type: string } & Record<string, unknown>): string =>
	`event: ${json.type}\ndata: ${JSON.stringify(json)}\n\n`;

/** A chat chunk with one choice. */
export const chunk = (delta: unknown, finish: string | null = null, extra: object = {}): string =>
	data({
		id: 'c1',
		object: 'chat.completion.chunk',
		model: 'm-1',
		choices: [{ index: 0, delta, finish_reason: finish }],
		...extra
	});

export const done = 'data: [DONE]\n\n';

/** Requests of a past, as their moments and sizes: what a trace of inference requests says, held in columns. Pure. */

export const traceFormats = ['azure', 'burstgpt', 'mooncake', 'bench'] as const;
export type TraceFormat = (typeof traceFormats)[number];

/** Tokens of one block of a shared prefix, as Mooncake's traces have them. */
export const prefixBlockTokens = 512;

/** The blocks that prompts begin with: `ids[starts[i]] … ids[starts[i + 1] − 1]` are those of request i. */
export interface TracePrefixes {
	starts: Uint32Array;
	/** The same id is the same block of 512 tokens; the last one of a prompt may be cut short. */
	ids: Float64Array;
}

export interface RequestTrace {
	format: TraceFormat;
	/** Moments of arrival, ms after the first one, never falling. */
	atMs: Float64Array;
	/** Tokens of each prompt; 0 where the trace says so. */
	inputTokens: Uint32Array;
	/** Tokens of each answer; 0 where none was given. */
	outputTokens: Uint32Array;
	/** Null where the trace tells of no shared prefixes. */
	prefixes: TracePrefixes | null;
	/** The session of each request, in the names of the trace; null where it names none. */
	sessions: (string | null)[] | null;
	/** The item of a scenario that each request asks; null where none is named. */
	items: (string | null)[] | null;
	/** Requests that stood behind a later one in the file; they are sorted by their moments. */
	outOfOrder: number;
	/** Lines that were no request and were passed over, as was asked for. */
	skipped: number;
}

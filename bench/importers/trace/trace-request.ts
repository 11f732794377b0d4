/** A logged request to a model, in one form whatever tool logged it. */

export interface LoggedMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	text: string;
}

/** What was sent, as far as it was logged. */
export interface LoggedPrompt {
	/** System and developer messages, in their order, parted by a blank line; empty where there are none. */
	system: string;
	/** The conversation without them. */
	turns: LoggedMessage[];
	/** Whether it holds something that is no text (an image, a call of a tool), so that it cannot be asked again as text. */
	isPlain: boolean;
}

/** Tokens as logged; null where they were not. */
export interface LoggedUsage {
	/** All tokens of the prompt, those read from a cache included. */
	inputTokens: number | null;
	outputTokens: number | null;
	/** Of the input, those read from a cache. */
	cachedInputTokens: number | null;
}

export interface TraceRequest extends LoggedUsage {
	/** What the log calls it; null where it has no name. */
	id: string | null;
	/** When it was sent, as written: a number or text. */
	startedAt: unknown;
	/** Where `startedAt` stands in the record, for messages. */
	startedAtPath: string;
	isFailed: boolean;
	model: string | null;
	/** Null where contents were not logged. */
	prompt: LoggedPrompt | null;
	/** Text of the answer; null where it was not logged or has none. */
	answer: string | null;
	/** As logged, US dollars; null where it was not. */
	costUsd: number | null;
}

/** What one record of a log is. */
export type TraceReading =
	| { kind: 'request'; request: TraceRequest }
	/** A record of something else, such as a call of a tool or an embedding. */
	| { kind: 'other' }
	| { kind: 'broken'; path: string; message: string };

/** Reads the records of one import, in order; it may remember what came before. */
export type TraceReader = (value: Record<string, unknown>) => TraceReading[];

export interface TraceFormat {
	/** Whether a record looks like one of this format. */
	matches: (value: Record<string, unknown>) => boolean;
	createReader: () => TraceReader;
}

/** One result as a file gives it, in the same form whatever tool wrote the file. */

/** Where in the file something is. */
export interface ResultPlace {
	/** 1-based; null where the file has no line for each result. */
	line: number | null;
	/** Such as `results.results[3]`; empty where the line says it all. */
	path: string;
}

export interface ResultRow extends ResultPlace {
	/** The target as the file calls it, or as the user does where the file does not. */
	target: string;
	/** The item as the file calls it. */
	item: string;
	/** How often the item was asked before, from 0. */
	trial: number;
	/** Null where the file does not say it. */
	passed: boolean | null;
	/** As the file has it, not yet held against 0 to 1; null where there is none. */
	score: number | null;
	/** Why there is no answer; null where there is one. A result with an error is missing, neither right nor wrong. */
	error: string | null;
	/** USD, decimal text; null where the file does not say. */
	costUsd: string | null;
	/** How long the whole answer took, as the file gives it; null where it does not. */
	latencyMs: number | null;
	inputTokens: number | null;
	/** Of the input tokens, those read from a cache; null where the file does not say. */
	cacheReadTokens: number | null;
	outputTokens: number | null;
	/** Text of the answer; null where it is not in the file. */
	answer: string | null;
}

/** Something wrong with one result. */
export interface BadResult extends ResultPlace {
	message: string;
	/** The kind of problem, the same for all of its kind: those that are skipped are counted by it. */
	reason: string;
	/** An option that is not said, for the file as a whole; leaving results out does not answer it. Absent: one result is broken. */
	isQuestion?: true;
	/** Lines that it spoils, from `line` on; 1 where absent. */
	lineCount?: number;
}

/** What a reader of one format gives. */
export interface ReadRows {
	rows: ResultRow[];
	bad: BadResult[];
	/** What was taken as the item, in words, such as `field "item"`. */
	itemsBy: string;
	/** What a reader should know about how the file was read, one sentence each. */
	notes: string[];
}

/** What the user says about a file; null where the file is to say it itself. */
export interface ReadChoice {
	/** Name of the target, where the file has none. */
	target: string | null;
	/** Field, variable or metadata key that holds the id of the item. */
	item: string | null;
	/** Metric or scorer that says what is right, where there are several. */
	metric: string | null;
	/** Filter of lm-eval whose answers count, where there are several. */
	filter: string | null;
}

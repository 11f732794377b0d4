/** What a number rests on, so that a reader can open it: a run, a price of the book, or a quote. */

export type Evidence =
	| {
			kind: 'run';
			runId: string;
			targetId: string;
			/** The load levels that decided it; empty where all of the target's answers did. */
			stageIds: readonly string[];
	  }
	| { kind: 'price'; provider: string; model: string }
	| {
			kind: 'quote';
			quoteId: string;
			/** The item of its line, such as `input-tokens`; null where several lines are in it. */
			item: string | null;
	  };

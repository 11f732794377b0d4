import type { RunningBench } from '../commands/support/bench-process.ts';

/** One row of the table that `npm run torture` prints. */
export interface TrialResult {
	/** What was seen, in a few words. */
	seen: string;
	/** Whether it is what is wanted. */
	isMet: boolean;
	/** What it was in detail, in Markdown. */
	table?: string;
}

export interface TrialOptions {
	/** How often it is tried, where it is tried often. */
	times: number;
	seed: number;
	/** Told how far it has come. */
	note: (line: string) => void;
}

export interface Trial {
	name: string;
	/** What is done to the program. */
	what: string;
	/** What must be seen. */
	wanted: string;
	times: number;
	run: (options: TrialOptions) => Promise<TrialResult>;
}

export const pauseMs = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

/** Whether a process has ended by itself. */
export const endOf = ({ ended }: RunningBench): { isEnded: () => boolean } => {
	const state = new Set<string>();
	void ended.then(() => state.add('ended'));
	return { isEnded: () => state.has('ended') };
};

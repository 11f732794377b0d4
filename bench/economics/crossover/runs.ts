/** The intervals of volume with one winner, in order, and what follows from all of them. */
import type { Sign } from './scaled-integers.ts';
import type { Timeline } from './timeline.ts';
import { oppositeOf, otherThan } from './wanted-sign.ts';
import type { Found, SearchEffort } from './zone-walk.ts';

/** Whole volumes from..to with one sign of make − buy: −1 make is cheaper, 1 buy is. */
export interface Run {
	from: bigint;
	to: bigint;
	sign: Sign;
}

export interface RunList {
	/** In order from volume 0; all of them where nothing was omitted. */
	runs: Run[];
	/** Runs up to the largest volume that are not in the list; null where they were too many to count. */
	omitted: number | null;
}

/** Pieces that one search, or the listing, may walk before it gives up; and that are walked only to count what is not listed. */
const piecesPerSearch = 1_000_000;
const countedPieces = 100_000;

export const freshEffort = (maxPieces = piecesPerSearch): SearchEffort => ({
	pieces: 0,
	maxPieces
});

const signAtZero = (timeline: Timeline): Sign => {
	const found = timeline.next(0n, 0n, 'not-equal', freshEffort());
	return found.kind === 'found' ? found.sign : 0;
};

/**
 * Lists the runs of 0..max, at most `mostRuns`, and counts the others as long as that ends in time. Where the effort is spent,
 * the list ends with the last run whose end is known.
 */
export const listRuns = (
	timeline: Timeline,
	max: bigint,
	mostRuns: number,
	effort: SearchEffort = freshEffort(),
	piecesToCount = countedPieces
): RunList => {
	const runs: Run[] = [];
	let omitted = 0;
	let from = 0n;
	let sign = signAtZero(timeline);
	let mostPieces = effort.maxPieces;
	for (;;) {
		const next = timeline.next(from, max, otherThan(sign), effort);
		if (next.kind === 'gave-up') return { runs, omitted: null };
		const to = next.kind === 'found' ? next.at - 1n : max;
		if (runs.length < mostRuns) runs.push({ from, to, sign });
		else {
			if (omitted === 0) mostPieces = Math.min(mostPieces, effort.pieces + piecesToCount);
			omitted += 1;
		}
		if (next.kind === 'none') return { runs, omitted };
		if (effort.pieces > mostPieces) return { runs, omitted: null };
		({ at: from, sign } = next);
	}
};

/** Crossings are changes between make and buy, at the first tie between them if there is one; a tie alone is none. */
export interface Changes {
	/** Null where there is none in the range. */
	first: bigint | null;
	last: bigint | null;
	/** Crossings in the range; null where they were too many to count. */
	count: number | null;
	makeIsCheaperSomewhere: boolean;
	buyIsCheaperSomewhere: boolean;
	/** The winner at the end of the range, ties left out; 0 where all is tied. */
	lastSign: Sign;
	/** Next crossing at a volume beyond the range. */
	beyond: Found;
	/** A volume from which a search had to be given up; null where all are settled. */
	unsettledFrom: bigint | null;
}

const changesOfRuns = (runs: readonly Run[]) => {
	const crossings: bigint[] = [];
	let winner: Sign = 0;
	let tiedFrom: bigint | null = null;
	for (const { from, sign } of runs) {
		if (sign === 0) {
			tiedFrom = from;
			continue;
		}
		if (winner !== 0 && sign !== winner) crossings.push(tiedFrom ?? from);
		winner = sign;
		tiedFrom = null;
	}
	return { crossings, lastSign: winner };
};

/** First and last crossing by searches from both ends, where the list of runs is not complete. */
const searchChanges = (timeline: Timeline, max: bigint): Omit<Changes, 'beyond' | 'count'> => {
	let unsettledFrom: bigint | null = null;
	const settled = (found: Found) => {
		if (found.kind === 'found') return found;
		if (found.kind === 'gave-up') unsettledFrom ??= found.at;
		return null;
	};
	const start = settled(timeline.next(0n, max, 'not-equal', freshEffort()));
	const end = settled(timeline.previous(max, 0n, 'not-equal', freshEffort()));
	const startSign = start?.sign ?? 0;
	const lastSign = end?.sign ?? 0;
	let [first, last]: [bigint | null, bigint | null] = [null, null];
	let isChanged = startSign !== lastSign && startSign !== 0 && lastSign !== 0;
	if (start !== null && startSign !== 0) {
		const changed = settled(timeline.next(start.at, max, oppositeOf(startSign), freshEffort()));
		if (changed !== null) {
			isChanged = true;
			const before = settled(
				timeline.previous(changed.at, start.at, oppositeOf(startSign > 0 ? -1 : 1), freshEffort())
			);
			first = before === null ? null : before.at + 1n;
		}
	}
	if (end !== null && lastSign !== 0 && isChanged) {
		const before = settled(timeline.previous(end.at, 0n, oppositeOf(lastSign), freshEffort()));
		last = before === null ? null : before.at + 1n;
	}
	return {
		first,
		last,
		makeIsCheaperSomewhere: isChanged || startSign < 0 || lastSign < 0,
		buyIsCheaperSomewhere: isChanged || startSign > 0 || lastSign > 0,
		lastSign,
		unsettledFrom
	};
};

/** What happens in 0..max, and whether anything changes at any larger volume. */
export const changesOf = (timeline: Timeline, list: RunList, max: bigint): Changes => {
	let inRange: Omit<Changes, 'beyond'>;
	if (list.omitted === 0) {
		const { crossings, lastSign } = changesOfRuns(list.runs);
		inRange = {
			first: crossings[0] ?? null,
			last: crossings.at(-1) ?? null,
			count: crossings.length,
			makeIsCheaperSomewhere: list.runs.some((run) => run.sign < 0),
			buyIsCheaperSomewhere: list.runs.some((run) => run.sign > 0),
			lastSign,
			unsettledFrom: null
		};
	} else inRange = { ...searchChanges(timeline, max), count: null };
	const { lastSign } = inRange;
	const beyond = timeline.next(
		max + 1n,
		null,
		lastSign === 0 ? 'not-equal' : oppositeOf(lastSign),
		freshEffort()
	);
	const unsettledFrom = inRange.unsettledFrom ?? (beyond.kind === 'gave-up' ? beyond.at : null);
	return { ...inRange, beyond, unsettledFrom };
};

/** A comparison that is looked at while its items come in, at planned moments, and says when it has been decided. Pure: who sends stops. */
import { pairedDifference } from './paired-difference.ts';
import { boundSequence, type NextBound } from './sequential.ts';

export interface SequentialSettings {
	/** Items that are asked if nothing stops it. */
	plannedItems: number;
	/** How often it is looked at, the last time when all items are in. */
	looks: number;
	/** Worse by less than this share of all items counts as not worse. */
	deltaShare: number;
}

/** `not-worse`: shown to be not worse by more than the margin; `worse`: shown to be worse by more than it. */
export const sequentialConclusions = ['not-worse', 'worse'] as const;
export type SequentialConclusion = (typeof sequentialConclusions)[number];

export interface SequentialLook {
	/** Items, from the first on in the order in which they are asked, whose answers are all in. */
	items: number;
	/** Items among them with a graded answer of both. */
	pairs: number;
	/** Pairs of which only the candidate, or only the reference, is right. */
	onlyCandidate: number;
	onlyReference: number;
	/** Share right of the candidate minus that of the reference. */
	difference: number;
	/**
	 * The interval that holds at 95 % at all looks together (Jennison & Turnbull 1989): Tango's score interval with the bound of this look in
	 * place of 1.96.
	 */
	low: number;
	high: number;
	/** That bound, standard errors. */
	z: number;
	conclusion: SequentialConclusion | null;
}

type Outcome = { candidate: boolean; reference: boolean } | 'unpaired';

/**
 * Takes what became of each item, in whatever order it comes in, and looks when a planned share of the items is in *from the first on*:
 * items whose answers take long must not be left out of an early look.
 */
export class SequentialComparison {
	readonly #settings: SequentialSettings;
	readonly #outcomes = new Map<number, Outcome>();
	readonly #nextBound: NextBound;
	/** Share of the planned pairs that was in at the last look. */
	#seen = 0;
	readonly #counts = { pairs: 0, onlyCandidate: 0, onlyReference: 0 };
	#items = 0;
	#looksMade = 0;
	readonly made: SequentialLook[] = [];

	/** `nextBound`: the bound of each look, 5 % over all of them unless said. Throws a RangeError for less than one look or one item. */
	constructor(settings: SequentialSettings, nextBound = boundSequence()) {
		if (!(settings.looks >= 1) || !(settings.plannedItems >= 1)) {
			throw new RangeError('a sequential comparison needs at least one item and one look');
		}
		this.#settings = settings;
		this.#nextBound = nextBound;
	}

	/** What was concluded; null while nothing is. */
	get conclusion(): SequentialConclusion | null {
		return this.made.at(-1)?.conclusion ?? null;
	}

	/** What became of the item at a place of the order; each place once. The conclusion that this brought, or null. */
	take(place: number, outcome: Outcome): SequentialConclusion | null {
		if (this.conclusion !== null || place < this.#items) return null;
		this.#outcomes.set(place, outcome);
		for (;;) {
			const next = this.#outcomes.get(this.#items);
			if (next === undefined) return null;
			this.#outcomes.delete(this.#items);
			this.#count(next);
			const { plannedItems, looks } = this.#settings;
			const due = Math.ceil((plannedItems * (this.#looksMade + 1)) / looks);
			if (this.#items < due || this.#looksMade >= looks) continue;
			this.#looksMade++;
			const conclusion = this.#look();
			if (conclusion !== null) return conclusion;
		}
	}

	#count(outcome: Outcome): void {
		this.#items++;
		if (outcome === 'unpaired') return;
		this.#counts.pairs++;
		if (outcome.candidate && !outcome.reference) this.#counts.onlyCandidate++;
		if (!outcome.candidate && outcome.reference) this.#counts.onlyReference++;
	}

	#look(): SequentialConclusion | null {
		const { pairs, onlyCandidate, onlyReference } = this.#counts;
		const { plannedItems, deltaShare } = this.#settings;
		// Items without a pair bring no information: what counts as spent is what there was to see.
		const fraction = Math.min(1, pairs / plannedItems);
		if (fraction <= this.#seen) return null;
		this.#seen = fraction;
		const z = this.#nextBound(fraction);
		const { difference, low, high } = pairedDifference(
			{ onlyFirst: onlyCandidate, onlySecond: onlyReference, n: pairs },
			z
		);
		if (difference === null || low === null || high === null) return null;
		const conclusion = low > -deltaShare ? 'not-worse' : high < -deltaShare ? 'worse' : null;
		this.made.push({
			items: this.#items,
			pairs,
			onlyCandidate,
			onlyReference,
			difference,
			low,
			high,
			z,
			conclusion
		});
		return conclusion;
	}
}

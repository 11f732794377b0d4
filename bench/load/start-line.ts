/** Lets several stages begin at the same moment: when the last of them is ready. */

/** Told time zero of its stage on the monotonic clock of the machine, ms. */
export type Begin = (zeroHrMs: number) => void;

export class StartLine {
	readonly #stages: number;
	readonly #zeroHrMs: () => number;
	/** Stages that are ready, or never will be. */
	readonly #arrived = new Set<Begin>();
	readonly #ready: Begin[] = [];

	/** `zeroHrMs` gives a moment that lies a little ahead; it is asked once, when all `stages` have arrived. */
	constructor(stages: number, zeroHrMs: () => number) {
		this.#stages = stages;
		this.#zeroHrMs = zeroHrMs;
	}

	/** The stage has its connections and waits. */
	ready(begin: Begin): void {
		if (this.#arrived.has(begin)) return;
		this.#ready.push(begin);
		this.#arrive(begin);
	}

	/** The stage has ended; without effect where it was ready before. The others no longer wait for it. */
	leave(begin: Begin): void {
		if (!this.#arrived.has(begin)) this.#arrive(begin);
	}

	#arrive(begin: Begin): void {
		this.#arrived.add(begin);
		if (this.#arrived.size !== this.#stages) return;
		const zeroHrMs = this.#zeroHrMs();
		for (const each of this.#ready) each(zeroHrMs);
	}
}

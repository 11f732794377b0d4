/** The stages of a run that can be stopped: in a mix several at once. */
import type { RunningStage } from '#bench/load/run-stage.ts';
import type { StopSignals } from './execute-options.ts';

export class RunningStages implements Disposable {
	readonly #signals: StopSignals;
	readonly #running = new Set<RunningStage>();
	readonly #drain = (): void => {
		for (const stage of this.#running) stage.stop();
	};
	readonly #abort = (): void => {
		for (const stage of this.#running) stage.abort();
	};

	/** Heeds the signals until it is disposed of. */
	constructor(signals: StopSignals) {
		this.#signals = signals;
		signals.drain.addEventListener('abort', this.#drain);
		signals.abort.addEventListener('abort', this.#abort);
	}

	/** Keeps it until it has ended by itself. */
	track(stage: RunningStage): void {
		this.#running.add(stage);
		const forget = (): void => {
			this.#running.delete(stage);
		};
		stage.done.then(forget, forget);
		// A Ctrl-C between two stages would otherwise be lost on the second.
		if (this.#signals.abort.aborted) stage.abort();
		else if (this.#signals.drain.aborted) stage.stop();
	}

	[Symbol.dispose](): void {
		this.#signals.drain.removeEventListener('abort', this.#drain);
		this.#signals.abort.removeEventListener('abort', this.#abort);
	}
}

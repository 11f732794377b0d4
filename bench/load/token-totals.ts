/** Tokens that the whole answers of a stage took, as their endpoint reported them. */
import { totalInputTokens, type Usage } from '#core/usage.ts';

export class TokenTotals {
	#input: number | null = null;
	#cacheRead: number | null = null;
	#output: number | null = null;

	/** Input tokens, cached ones with them; null where none was reported. */
	get input(): number | null {
		return this.#input;
	}

	/** Those of the input that came from a prompt cache; null where none was reported. */
	get cacheRead(): number | null {
		return this.#cacheRead;
	}

	/** Output tokens, those of reasoning with them; null where none was reported. */
	get output(): number | null {
		return this.#output;
	}

	add(usage: Usage | null): void {
		if (usage === null) return;
		const input = totalInputTokens(usage);
		if (input !== null) this.#input = (this.#input ?? 0) + input;
		if (usage.cacheReadTokens !== null) {
			this.#cacheRead = (this.#cacheRead ?? 0) + usage.cacheReadTokens;
		}
		if (usage.outputTokens !== null) this.#output = (this.#output ?? 0) + usage.outputTokens;
	}
}

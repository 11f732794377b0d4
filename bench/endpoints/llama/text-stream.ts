/**
 * Turns tokens into the pieces of text that may be sent: a character whose bytes are spread over tokens is sent when it
 * is whole, and text that could be the beginning of a stop string is held back until it is known not to be.
 */

export interface TextStreamOptions<Token> {
	/** Text of `tokens`, given the tokens before them. Incomplete UTF-8 shows as U+FFFD. */
	detokenize: (tokens: readonly Token[], before: readonly Token[]) => string;
	/** The last tokens of the prompt, which decide about a space before the first word. */
	before: readonly Token[];
	/** The answer ends before the first of these; none of them is sent. */
	stop: readonly string[];
}

/** Tokens that can share one character: UTF-8 has at most four bytes for one. */
const longestSplit = 4;
/** Earlier tokens that are given to the detokenizer. */
const keptBefore = 8;

const replacement = '\uFFFD';

/** Length of the longest end of `text` that a stop string begins with. */
const heldLength = (text: string, stop: readonly string[]): number => {
	let held = 0;
	for (const word of stop) {
		for (let length = Math.min(word.length - 1, text.length); length > held; length--) {
			if (text.endsWith(word.slice(0, length))) held = length;
		}
	}
	return held;
};

export class TextStream<Token> {
	readonly #options: TextStreamOptions<Token>;
	#before: Token[];
	#pending: Token[] = [];
	#held = '';
	#stopped = false;

	constructor(options: TextStreamOptions<Token>) {
		this.#options = options;
		this.#before = options.before.slice(-keptBefore);
	}

	/** Whether a stop string was met; nothing may be pushed after it. */
	get stopped(): boolean {
		return this.#stopped;
	}

	/** Takes one token; returns the text that may be sent now, which can be empty. */
	push(token: Token): string {
		this.#pending.push(token);
		const text = this.#options.detokenize(this.#pending, this.#before);
		if (text.endsWith(replacement) && this.#pending.length < longestSplit) return '';
		return this.#release(text);
	}

	/** Ends the text; returns what was held back, without a last character that never became whole. */
	end(): string {
		if (this.#stopped) return '';
		const rest =
			this.#pending.length === 0
				? ''
				: this.#options.detokenize(this.#pending, this.#before).replace(/\uFFFD+$/u, '');
		const sent = this.#release(rest);
		if (this.stopped) return sent;
		const held = this.#held;
		this.#held = '';
		return sent + held;
	}

	#release(text: string): string {
		this.#before = [...this.#before, ...this.#pending].slice(-keptBefore);
		this.#pending = [];
		const whole = this.#held + text;
		const found = this.#options.stop
			.map((word) => whole.indexOf(word))
			.filter((index) => index >= 0);
		if (found.length > 0) {
			this.#stopped = true;
			this.#held = '';
			return whole.slice(0, Math.min(...found));
		}
		const held = heldLength(whole, this.#options.stop);
		this.#held = whole.slice(whole.length - held);
		return whole.slice(0, whole.length - held);
	}
}

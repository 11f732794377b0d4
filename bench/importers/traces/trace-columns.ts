/** Gathers the rows of a trace in columns and puts them in order of their moments. */
import type { RequestTrace, TraceFormat } from '#core/request-trace.ts';
import { GrowingNumbers } from '../trace/growing-numbers.ts';
import type { TraceRow } from './trace-row.ts';

export class TraceColumns {
	readonly #wholeMs = new GrowingNumbers();
	readonly #partMs = new GrowingNumbers();
	readonly #inputTokens = new GrowingNumbers();
	readonly #outputTokens = new GrowingNumbers();
	readonly #prefixEnds = new GrowingNumbers();
	readonly #prefixIds = new GrowingNumbers();
	readonly #sessions: (string | null)[] = [];
	readonly #items: (string | null)[] = [];
	#hasPrefixes = false;
	#hasSessions = false;
	#hasItems = false;
	#latestMs = -Infinity;
	#outOfOrder = 0;

	get length(): number {
		return this.#wholeMs.length;
	}

	add({ wholeMs, partMs, inputTokens, outputTokens, prefix, session, item }: TraceRow): void {
		const atMs = wholeMs + partMs;
		if (atMs < this.#latestMs) this.#outOfOrder++;
		else this.#latestMs = atMs;
		this.#wholeMs.add(wholeMs);
		this.#partMs.add(partMs);
		this.#inputTokens.add(inputTokens);
		this.#outputTokens.add(outputTokens);
		for (const id of prefix ?? []) this.#prefixIds.add(id);
		this.#prefixEnds.add(this.#prefixIds.length);
		this.#sessions.push(session);
		this.#items.push(item);
		this.#hasPrefixes ||= prefix !== null;
		this.#hasSessions ||= session !== null;
		this.#hasItems ||= item !== null;
	}

	/** The trace; of equal moments the order of the file is kept. There must be a row. */
	build(format: TraceFormat, skipped: number): RequestTrace {
		const [whole, part] = [this.#wholeMs.view(), this.#partMs.view()];
		const order = Uint32Array.from(whole.keys());
		if (this.#outOfOrder > 0) {
			order.sort(
				(a, b) =>
					(whole[a] as number) - (whole[b] as number) ||
					(part[a] as number) - (part[b] as number) ||
					a - b
			);
		}
		const first = order[0] ?? 0;
		const [wholeZero, partZero] = [whole[first] as number, part[first] as number];
		const [input, output] = [this.#inputTokens.view(), this.#outputTokens.view()];
		return {
			format,
			atMs: Float64Array.from(
				order,
				(i) => (whole[i] as number) - wholeZero + ((part[i] as number) - partZero)
			),
			inputTokens: Uint32Array.from(order, (i) => input[i] as number),
			outputTokens: Uint32Array.from(order, (i) => output[i] as number),
			prefixes: this.#hasPrefixes ? this.#prefixesIn(order) : null,
			sessions: this.#hasSessions ? Array.from(order, (i) => this.#sessions[i] ?? null) : null,
			items: this.#hasItems ? Array.from(order, (i) => this.#items[i] ?? null) : null,
			outOfOrder: this.#outOfOrder,
			skipped
		};
	}

	#prefixesIn(order: Uint32Array): RequestTrace['prefixes'] {
		const [ends, all] = [this.#prefixEnds.view(), this.#prefixIds.view()];
		const starts = new Uint32Array(order.length + 1);
		const ids = new Float64Array(all.length);
		let at = 0;
		for (const [place, i] of order.entries()) {
			const own = all.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
			ids.set(own, at);
			at += own.length;
			starts[place + 1] = at;
		}
		return { starts, ids };
	}
}

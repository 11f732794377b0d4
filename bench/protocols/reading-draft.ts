/** A reading in the making: what all protocols collect while they go through a response. */
import { safeMessage } from './safe-message.ts';
import type { Channel, Delta, Finish, Reading, ReadingError, ToolCall } from './protocol.ts';
import { fallenCounts, mergeUsage } from './usage-fields.ts';

/** Warnings kept of one response; an endpoint can send any number of oddities. */
const maxWarnings = 20;

export class ReadingDraft {
	/** Arrival of the event being read, ms; null for a whole body, which has no deltas. */
	eventMs: number | null = null;
	firstEventMs: number | null = null;
	readonly said = { text: '', reasoning: '', refusal: '' };
	readonly deltas: Delta[] = [];
	toolCalls: ToolCall[] = [];
	finish: Finish | null = null;
	finishRaw: string | null = null;
	terminated = false;
	/** Whether the protocol allows nothing more; what still comes is a warning. */
	ended = false;
	/** As the endpoint names it; see `nameModel`. */
	model: string | null = null;
	/** As the endpoint names it last: at first it may be what was asked for. */
	serviceTier: string | null = null;
	/** Calls of tools that the provider ran, by the names of the price lists. */
	readonly serverToolCalls: Record<string, number> = {};
	hasEncryptedReasoning = false;
	hasSummarisedReasoning = false;
	readonly reasoningBlocks: Record<string, unknown>[] = [];
	/** Usage as received, its pieces merged; null until one came. */
	usage: Record<string, unknown> | null = null;
	/** Timings that the server reported, by field. */
	timings: Record<string, unknown> = {};
	#error: ReadingError | null = null;
	/** As given, since the same oddity comes with every event; made safe at the end. */
	readonly #warnings = new Set<string>();

	get error(): ReadingError | null {
		return this.#error;
	}

	/** Adds a piece of output; an empty one is nothing and stops no clock. */
	say(channel: Exclude<Channel, 'tool'>, piece: string): void {
		this.said[channel] += piece;
		this.stamp(channel, piece.length);
	}

	/** Notes that `length` code units of output arrived with the event being read. */
	stamp(channel: Channel, length: number): void {
		if (length > 0 && this.eventMs !== null) {
			this.deltas.push({ atMs: this.eventMs, channel, length });
		}
	}

	stop(finish: Finish, raw: string): void {
		this.finish = finish;
		this.finishRaw = raw;
	}

	/** Usage may come in pieces and be counted up from one to the next; a count that falls was revised, which is odd enough to be told. */
	addUsage(usage: Record<string, unknown>): void {
		for (const { name, from, to } of fallenCounts(this.usage, usage)) {
			this.warn(`usage: ${name} fell from ${String(from)} to ${String(to)}; the last one counts`);
		}
		this.usage = mergeUsage(this.usage, usage, this.warn);
	}

	/** The model as an event names it; the first name stands. */
	nameModel(name: string | null): void {
		if (name !== null && this.model !== null && name !== this.model) {
			this.warn(
				`the model changed from "${this.model.slice(0, 100)}" to "${name.slice(0, 100)}" within an answer`
			);
		}
		this.model ??= name;
	}

	/** The first error stands; those after it are mostly its consequences. */
	fail(error: ReadingError): void {
		this.#error ??= error;
	}

	readonly warn = (warning: string): void => {
		if (this.#warnings.size < maxWarnings) this.#warnings.add(warning);
	};

	toReading(usage: Reading['usage'], serverTimings: unknown): Reading {
		return {
			deltas: this.deltas,
			firstEventMs: this.firstEventMs,
			...this.said,
			toolCalls: this.toolCalls,
			finish: this.finish,
			finishRaw: this.finishRaw,
			terminated: this.terminated,
			usage,
			error: this.#error,
			serverTimings,
			model: this.model,
			hasEncryptedReasoning: this.hasEncryptedReasoning,
			hasSummarisedReasoning: this.hasSummarisedReasoning,
			reasoningBlocks: this.reasoningBlocks,
			...(this.serviceTier !== null && { serviceTier: safeMessage(this.serviceTier) }),
			...(Object.keys(this.serverToolCalls).length > 0 && {
				serverToolCalls: this.serverToolCalls
			}),
			warnings: [...this.#warnings].map(safeMessage)
		};
	}
}

/**
 * One JSON text to a line, as Ollama streams. A line ends with a line feed, before which a carriage return may stand; the last one need not
 * end at all. https://github.com/ndjson/ndjson-spec
 */
import { isObject, parseJson } from '#core/json.ts';
import type { FramedBody, Framing, WireEvent } from './framing.ts';

const lineFeed = 0x0a;
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

const isObjectText = (text: string): boolean => isObject(parseJson(text));

/** The lines that are not blank, and whether the last of them lacks its line feed. */
const linesOf = (body: Uint8Array): { lines: WireEvent[]; isLastOpen: boolean } => {
	// At the beginning of a line a byte order mark is left out.
	const decoder = new TextDecoder('utf-8');
	const lines: WireEvent[] = [];
	const take = (start: number, end: number, endOffset: number): boolean => {
		let first = start;
		while (first < end && blank.has(body[first] as number)) first++;
		if (first === end) return false;
		lines.push({ name: 'message', data: decoder.decode(body.subarray(first, end)), endOffset });
		return true;
	};
	let start = 0;
	for (let end = body.indexOf(lineFeed); end !== -1; end = body.indexOf(lineFeed, start)) {
		take(start, end, end);
		start = end + 1;
	}
	return { lines, isLastOpen: take(start, body.length, body.length - 1) };
};

export const ndjsonFraming: Framing = {
	name: 'ndjson',
	mediaType: 'application/x-ndjson',
	split: (body): FramedBody | null => {
		const { lines, isLastOpen } = linesOf(body);
		const [first] = lines;
		if (!first?.data.startsWith('{')) return null;
		// A whole answer that is written over several lines.
		if (!isObjectText(first.data) && isObjectText(new TextDecoder().decode(body))) return null;
		const last = isLastOpen ? lines.pop() : undefined;
		if (!last) return { events: lines, rest: null, broken: null };
		// By the book the last line needs no line feed.
		const event = isObjectText(last.data) ? last : null;
		return { events: lines, rest: { event, oddity: null }, broken: null };
	}
};

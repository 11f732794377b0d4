/** The way through a recorded response that all JSON-over-SSE protocols share; what an event means is the dialect's. */
import { isObject, parseJson } from '#core/json.ts';
import { arrivalOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { Usage } from '#core/usage.ts';
import {
	describeForeignBody,
	errorOfEvent,
	errorOfResponse,
	malformedError
} from './error-body.ts';
import type { Delta, Reading } from './protocol.ts';
import { ReadingDraft } from './reading-draft.ts';
import { serverTimingsOf, timingFieldsOf } from './server-timings.ts';
import { parseSse } from './sse.ts';
import type { SseEvent } from './sse.ts';
import type { Warn } from './usage-fields.ts';

/** How one protocol reads its JSON. Made anew for each response, so it may keep state. */
export interface Dialect {
	/** One event of a stream, error events included (the error itself is noted before). */
	event(json: Record<string, unknown>): void;
	/** A whole answer; a sentence that says what is missing if it is none, else null. */
	body(json: Record<string, unknown>): string | null;
	/** `data: [DONE]`. */
	done(): void;
	/** After the last event or the body. */
	end(): void;
	usage(raw: Record<string, unknown>, warn: Warn): Usage;
}

/** One event that could be read, as an observer sees it. */
export interface ObservedEvent {
	/** When its last byte arrived, ms on the clock of the stage. */
	atMs: number;
	/** Null for `data: [DONE]`. */
	json: Record<string, unknown> | null;
	/** Whether the event reports an error. */
	isError: boolean;
	/** The output that it brought. */
	deltas: readonly Delta[];
}

/** Is told of every event, after it has been read; malformed ones are left out. */
export type ObserveEvent = (event: ObservedEvent) => void;

/** Malformed events after which the rest of a stream is left unread. */
const maxMalformedEvents = 20;

const isErrorEvent = (name: string, json: Record<string, unknown>): boolean =>
	name === 'error' || json['type'] === 'error' || Boolean(json['error']);

const readEvents = (
	response: RecordedResponse,
	events: readonly SseEvent[],
	draft: ReadingDraft,
	dialect: Dialect,
	observe?: ObserveEvent
): void => {
	let malformed = 0;
	const show = (json: ObservedEvent['json'], isError: boolean, deltasBefore: number): void => {
		if (!observe || draft.eventMs === null) return;
		observe({ atMs: draft.eventMs, json, isError, deltas: draft.deltas.slice(deltasBefore) });
	};
	for (const { name, data, endOffset } of events) {
		draft.eventMs = arrivalOf(response, endOffset);
		draft.firstEventMs ??= draft.eventMs;
		const text = data.trim();
		if (text === '') continue;
		if (draft.ended) {
			draft.warn('events after the end of the stream were ignored');
			return;
		}
		if (text === '[DONE]') {
			dialect.done();
			show(null, false, draft.deltas.length);
			continue;
		}
		const json = parseJson(text);
		if (isObject(json)) {
			const isError = isErrorEvent(name, json);
			const deltasBefore = draft.deltas.length;
			if (isError) draft.fail(errorOfEvent(response, json));
			Object.assign(draft.timings, timingFieldsOf(json));
			dialect.event(json);
			show(json, isError, deltasBefore);
			continue;
		}
		draft.fail(
			name === 'error'
				? errorOfEvent(response, json ?? text)
				: malformedError(`an event is not a JSON object: "${text.slice(0, 200)}"`)
		);
		malformed += 1;
		if (malformed === maxMalformedEvents) {
			draft.warn(`the stream was left unread after ${String(malformed)} malformed events`);
			return;
		}
	}
};

const readBody = (response: RecordedResponse, draft: ReadingDraft, dialect: Dialect): void => {
	const json = parseJson(new TextDecoder().decode(response.body));
	if (!isObject(json)) {
		// A body that was cut is the transport's failure and says nothing about the endpoint's manners.
		if (response.end.kind === 'complete') {
			const status = String(response.status);
			const found = describeForeignBody(response.body);
			draft.fail(malformedError(`HTTP ${status} with ${found} where JSON was expected`));
		}
		return;
	}
	draft.terminated = true;
	Object.assign(draft.timings, timingFieldsOf(json));
	if (isErrorEvent('', json)) draft.fail(errorOfEvent(response, json));
	const missing = dialect.body(json);
	if (missing !== null) draft.fail(malformedError(missing));
};

const readStream = (
	response: RecordedResponse,
	draft: ReadingDraft,
	dialect: Dialect,
	observe?: ObserveEvent
): void => {
	const { events, cut } = parseSse(response.body);
	if (cut) {
		// Some servers leave out the last blank line; if HTTP says that the body is whole, so is its last event.
		const isWhole =
			cut.name === 'error' || cut.data.trim() === '[DONE]' || isObject(parseJson(cut.data));
		if (response.end.kind === 'complete' && isWhole) {
			events.push(cut);
			draft.warn('the last event was not ended by a blank line');
		} else draft.warn('the stream ended inside an event');
	}
	if (events.length > 0) {
		readEvents(response, events, draft, dialect, observe);
		return;
	}
	if (cut) return;
	readBody(response, draft, dialect);
	if (draft.terminated && !draft.error) {
		draft.warn('a stream was asked for, but the answer came as one body');
	}
};

/** Reads a response of any status, whole or cut. Never throws. */
export const readResponse = (
	response: RecordedResponse,
	stream: boolean,
	createDialect: (draft: ReadingDraft) => Dialect,
	observe?: ObserveEvent
): Reading => {
	const draft = new ReadingDraft();
	const dialect = createDialect(draft);
	const { status } = response;
	if (status !== null && status >= 200 && status < 300) {
		if (stream) readStream(response, draft, dialect, observe);
		else readBody(response, draft, dialect);
		dialect.end();
	} else if (status !== null) draft.fail(errorOfResponse(response, status));
	const usage = draft.usage === null ? null : dialect.usage(draft.usage, draft.warn);
	return draft.toReading(usage, serverTimingsOf(response, draft.timings));
};

/** The way through a recorded response that all protocols share, whatever frames its events; what an event means is the dialect's. */
import { isObject, parseJson } from '#core/json.ts';
import { arrivalOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { Usage } from '#core/usage.ts';
import {
	describeForeignBody,
	errorJsonOf,
	errorOfEvent,
	errorOfResponse,
	malformedError
} from './error-body.ts';
import type { Framing, WireEvent } from './framing/framing.ts';
import type { Delta, Reading, ReadingError } from './protocol.ts';
import { ReadingDraft } from './reading-draft.ts';
import { serverTimingsOf, timingFieldsOf } from './server-timings.ts';
import type { Warn } from './usage-fields.ts';

/** One event of a stream, as a dialect gets it. */
export interface DialectEvent {
	/** Of SSE the name of the event, of an AWS event stream its type; `message` where it has none. */
	name: string;
	json: Record<string, unknown>;
	/** Whether it reports an error, which has been noted already. */
	isError: boolean;
}

/** How one protocol reads its JSON. Made anew for each response, so it may keep state. */
export interface Dialect {
	/** How a stream of it is framed. */
	readonly framing: Framing;
	/** One event of a stream, error events included. */
	event(event: DialectEvent): void;
	/** A whole answer; a sentence that says what is missing if it is none, else null. */
	body(json: Record<string, unknown>): string | null;
	/** `data: [DONE]`; where absent, the protocol knows no such event and it is warned of. */
	done?(): void;
	/** After the last event or the body. */
	end?(): void;
	/** What the protocol knows of an error beyond the common forms; `json` is the error as it came, its text where it is no JSON. */
	error?(found: ReadingError, json: unknown): ReadingError;
	usage(raw: Record<string, unknown>, warn: Warn): Usage;
}

/** One event that could be read, as an observer sees it. */
export interface ObservedEvent {
	/** When its last byte arrived, ms on the clock of the stage. */
	atMs: number;
	/** Of SSE the name of the event, of an AWS event stream its type; `message` where it has none. */
	name: string;
	/** Null for `data: [DONE]`. */
	json: Record<string, unknown> | null;
	/** Whether the protocol found token counts in it. */
	hasUsage: boolean;
	/** Whether the event reports an error. */
	isError: boolean;
	/** Whether the protocol allows nothing behind it. */
	isEnd: boolean;
	/** The output that it brought. */
	deltas: readonly Delta[];
}

/** Is told of every event, after it has been read; malformed ones are left out. */
export type ObserveEvent = (event: ObservedEvent) => void;

const afterTheEnd = 'events after the end of the stream were ignored';

/** Malformed events after which the rest of a stream is left unread. */
const maxMalformedEvents = 20;

const isErrorEvent = ({ name, isError }: WireEvent, json: Record<string, unknown>): boolean =>
	isError ?? (name === 'error' || json['type'] === 'error' || Boolean(json['error']));

interface Context {
	response: RecordedResponse;
	draft: ReadingDraft;
	dialect: Dialect;
	observe: ObserveEvent | undefined;
}

const fail = ({ draft, dialect }: Context, found: ReadingError, json: unknown): void => {
	draft.fail(dialect.error?.(found, json) ?? found);
};

const readEvents = (context: Context, events: readonly WireEvent[]): void => {
	const { response, draft, dialect, observe } = context;
	let malformed = 0;
	const show = (
		{ name }: WireEvent,
		json: ObservedEvent['json'],
		isError: boolean,
		before: { deltas: number; usage: ReadingDraft['usage'] }
	): void => {
		if (!observe || draft.eventMs === null) return;
		const deltas = draft.deltas.slice(before.deltas);
		const hasUsage = draft.usage !== before.usage;
		observe({ atMs: draft.eventMs, name, json, hasUsage, isError, isEnd: draft.ended, deltas });
	};
	for (const event of events) {
		const { name, data, endOffset } = event;
		const before = { deltas: draft.deltas.length, usage: draft.usage };
		draft.eventMs = arrivalOf(response, endOffset);
		draft.firstEventMs ??= draft.eventMs;
		const text = data.trim();
		if (text === '') continue;
		if (draft.ended) {
			draft.warn(afterTheEnd);
			return;
		}
		if (text === '[DONE]') {
			if (dialect.done) dialect.done();
			else draft.warn('[DONE] is no part of this protocol and was ignored');
			show(event, null, false, before);
			continue;
		}
		const json = parseJson(text);
		if (isObject(json)) {
			const isError = isErrorEvent(event, json);
			if (isError) {
				fail(context, errorOfEvent(response, json, event.isError ? name : null), json);
			}
			Object.assign(draft.timings, timingFieldsOf(json));
			dialect.event({ name, json, isError });
			show(event, json, isError, before);
			continue;
		}
		if (event.isError ?? name === 'error') {
			fail(context, errorOfEvent(response, json ?? text, name), json ?? text);
		} else {
			draft.fail(malformedError(`an event is not a JSON object: "${text.slice(0, 200)}"`));
		}
		malformed += 1;
		if (malformed === maxMalformedEvents) {
			draft.warn(`the stream was left unread after ${String(malformed)} malformed events`);
			return;
		}
	}
};

const readBody = (context: Context): void => {
	const { response, draft, dialect } = context;
	const json = parseJson(new TextDecoder().decode(response.body));
	if (!isObject(json)) {
		// Google answers with a list of one.
		const listed: unknown = Array.isArray(json) ? json[0] : undefined;
		if (isObject(listed) && listed['error']) {
			fail(context, errorOfEvent(response, listed), listed);
			return;
		}
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
	if (json['type'] === 'error' || json['error']) fail(context, errorOfEvent(response, json), json);
	const missing = dialect.body(json);
	if (missing !== null) draft.fail(malformedError(missing));
};

const readStream = (context: Context): void => {
	const { response, draft, dialect } = context;
	const framed = dialect.framing.split(response.body);
	if (!framed) {
		readBody(context);
		if (draft.terminated && !draft.error && dialect.framing.name !== 'json-body') {
			draft.warn('a stream was asked for, but the answer came as one body');
		}
		return;
	}
	const { events, rest, broken } = framed;
	if (rest) {
		// If HTTP says that the body is whole, so is its last event, where the framing allows that.
		const last = response.end.kind === 'complete' ? rest.event : null;
		if (last) events.push(last);
		const oddity = last ? rest.oddity : 'the stream ended inside an event';
		if (oddity !== null) draft.warn(oddity);
	}
	readEvents(context, events);
	if (broken === null) return;
	if (draft.ended) draft.warn(afterTheEnd);
	else draft.fail(malformedError(broken));
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
	const context = { response, draft, dialect, observe };
	const { status } = response;
	if (status !== null && status >= 200 && status < 300) {
		if (stream) readStream(context);
		else readBody(context);
		dialect.end?.();
	} else if (status !== null) {
		fail(context, errorOfResponse(response, status), errorJsonOf(response));
	}
	const usage = draft.usage === null ? null : dialect.usage(draft.usage, draft.warn);
	return draft.toReading(usage, serverTimingsOf(response, draft.timings));
};

/** One HTTP request and what came of it, as stored. */
import { z } from 'zod';
import { outcomes } from './outcome.ts';
import { usageSchema } from './usage.ts';

/** Milliseconds on the clock of the stage (0 = the stage begins); null where the event never came. */
const moment = z.number().nullable();
/** A duration in milliseconds; null where an end of it was not observed. */
const duration = z.number().nullable();

export const attemptSchema = z.strictObject({
	id: z.string(),
	stageId: z.string(),
	/** Position in the schedule of the stage, from 0. */
	ordinal: z.int().nonnegative(),
	/** Place in its conversation, from 0; 0 where an item is one request. */
	turn: z.int().nonnegative(),
	/** Item of the scenario; null in a load test without one. */
	itemId: z.string().nullable(),
	/** How often this item was asked before in this cell, from 0. */
	trial: z.int().nonnegative(),
	/** Load worker that owned the socket. */
	worker: z.int().nonnegative(),
	outcome: z.enum(outcomes),
	/** Stable code of what went wrong, such as `connection-refused`; null for a whole answer. */
	errorCode: z.string().nullable(),
	/** One sentence for a person, secrets removed. */
	errorMessage: z.string().nullable(),
	httpStatus: z.int().nullable(),
	/** Whether the request went over a connection that was opened before it was due. */
	connection: z.enum(['ready', 'opened', 'none']),
	/** When the schedule wanted it sent. */
	dueMs: z.number(),
	/** Just before the request was handed to the kernel; null if it never was. */
	sentMs: moment,
	/** When the response headers were complete. */
	headersMs: moment,
	/** First event of the protocol of any kind, role-only ones included. */
	firstEventMs: moment,
	/** First non-empty generated delta on any channel. */
	firstDeltaMs: moment,
	/** First non-empty delta that the user sees (text, or a tool call in a tool turn). */
	firstVisibleMs: moment,
	lastDeltaMs: moment,
	/** When the response had ended, or the attempt was given up. */
	endMs: moment,
	/** Time to first token: due → first delta on any channel. Null without streaming, without a delta, or if hidden reasoning came first. */
	ttftMs: duration,
	/** The same from the sending of the request. */
	serviceTtftMs: duration,
	/** Time to first answer: due → first visible delta. */
	ttfaMs: duration,
	/**
	 * (last − first delta) / (output tokens − 1) from reported usage; of the visible tokens alone where reasoning was hidden or came as a summary. Null
	 * without usage, with fewer than two tokens, and where the tokens that came in that time are not known.
	 */
	tpotMs: duration,
	/** Due → end of the response; null unless the answer came whole. */
	e2eMs: duration,
	/** Non-empty deltas received. */
	deltaCount: z.int().nonnegative(),
	usage: usageSchema.nullable(),
	/** USD, decimal text: usage × price; null without usage, without a price by the token or image, and where the answer did not come whole: what it costs then nobody told. */
	costUsd: z.string().nullable(),
	/** SHA-256 of the price that made `costUsd`, hex; null without a cost, and in attempts stored before it was kept. */
	priceVersion: z.string().nullable(),
	/** Timings that the server reported about itself, as received; null if none. */
	serverTimings: z.unknown()
});

export type Attempt = z.infer<typeof attemptSchema>;

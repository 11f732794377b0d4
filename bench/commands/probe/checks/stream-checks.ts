/** Checks of a stream: what comes first, how it is delivered, and how it ends. */
import { hasHiddenReasoning } from '#bench/protocols/hidden-reasoning.ts';
import { counted, createCheck, excerpt, failureOf, finishOf, inMs, type Check } from './check.ts';
import { eventName } from './event-name.ts';

const streams = createCheck({
	id: 'streams',
	group: 'stream',
	title: 'Whether the answer is streamed',
	asked: 'A streamed answer.',
	of: ['stream'],
	judge: ([{ reading, events }]) =>
		reading.firstEventMs === null
			? {
					status: 'differs',
					came: 'The answer came as one body though a stream was asked for.',
					means:
						'There is no time to first token, no ITL and no TPOT; only whole answers can be timed.'
				}
			: {
					status: 'ok',
					came: `${counted(events.length, 'event')}, ${counted(reading.deltas.length, 'piece')} of output.`,
					facts: {
						events: events.length,
						deltas: reading.deltas.length,
						channels: [...new Set(reading.deltas.map(({ channel }) => channel))]
					}
				}
});

const firstEvent = createCheck({
	id: 'first-event',
	group: 'stream',
	title: 'The first event and the first token',
	asked:
		'Whether the stream begins with events without output, such as a role, and how long before the first token.',
	of: ['stream'],
	judge: ([{ reading, events, attempt }]) => {
		const [first] = events;
		const delta = reading.deltas[0];
		if (!first || !delta) return { status: 'failed', came: 'The stream holds no output.' };
		const before = events.findIndex(({ deltas }) => deltas.length > 0);
		const aheadMs = delta.atMs - first.atMs;
		const name = eventName(first);
		const facts = {
			emptyEvents: before,
			firstEvent: name,
			aheadMs,
			serviceTtftMs: attempt.serviceTtftMs
		};
		if (before === 0) return { status: 'ok', came: 'The first event holds output.', facts };
		return {
			status: 'ok',
			came: `${counted(before, 'event')} without output${name === null ? '' : ` (${excerpt(name)})`} ${before === 1 ? 'comes' : 'come'} first, ${inMs(aheadMs)} before the first token.`,
			means: `TTFT is that of the first token here; a tool that stops its clock at the first event reports one that is ${inMs(aheadMs)} lower.`,
			facts
		};
	}
});

/** From so many pieces on it is odd that all of them come at once. */
const fewPieces = 8;

const delivery = createCheck({
	id: 'delivery',
	group: 'stream',
	title: 'How the pieces arrive',
	asked: 'In how many reads of the socket the pieces of output came.',
	of: ['stream'],
	whyNot: ({ exchanges }) =>
		(exchanges.get('stream')?.reading.deltas.length ?? 0) < fewPieces
			? `the answer has fewer than ${String(fewPieces)} pieces`
			: null,
	judge: ([{ reading }]) => {
		const { deltas } = reading;
		const reads = new Set(deltas.map(({ atMs }) => atMs)).size;
		const facts = { deltas: deltas.length, reads };
		return reads === 1
			? {
					status: 'differs',
					came: `All ${String(deltas.length)} pieces came at once.`,
					means:
						'Something holds the stream back until it is over: TTFT is the time of the whole answer, and there are no gaps to measure.',
					facts
				}
			: {
					status: 'ok',
					came: `${counted(deltas.length, 'piece')} in ${counted(reads, 'read')}.`,
					...(reads < deltas.length && {
						means:
							'Pieces that come in one read have a gap of 0 ms between them, which lowers the median of ITL.'
					}),
					facts
				};
	}
});

const finish = createCheck({
	id: 'finish',
	group: 'stream',
	title: 'How the answer ends',
	asked: 'Why the model stopped, as the stream says it.',
	of: ['stream'],
	takesFailures: true,
	judge: ([exchange]) => {
		const { reading, attempt } = exchange;
		if (attempt.outcome === 'truncated') {
			return {
				status: 'missing',
				came: 'The stream ended before anything said that the answer was finished.',
				means:
					'Such answers count as truncated: they are not graded, and their latency is not that of an answer.'
			};
		}
		if (reading.error !== null || !reading.terminated) {
			return { status: 'failed', came: failureOf(exchange) };
		}
		if (reading.finishRaw === null) {
			return {
				status: 'missing',
				came: 'The answer ended without a reason.',
				means: 'An answer that was cut off at its limit cannot be told from a whole one.'
			};
		}
		return reading.finish === 'other'
			? {
					status: 'differs',
					came: `With ${finishOf(reading)}, which the protocol does not know.`,
					means: 'The answer counts as whole, whatever the reason means.',
					facts: { finishReason: reading.finishRaw }
				}
			: {
					status: 'ok',
					came: `With ${finishOf(reading)}.`,
					facts: { finishReason: reading.finishRaw }
				};
	}
});

const endEvent = createCheck({
	id: 'end-event',
	group: 'stream',
	title: 'The event that ends the stream',
	asked: 'Whether the stream is closed by the event that the protocol has for that.',
	of: ['stream'],
	takesFailures: true,
	whyNot: ({ protocol, exchanges }) => {
		const { endEvent: name, name: protocolName } = protocol;
		if (name === undefined) return `${protocolName} has none: a stream ends with its response`;
		return exchanges.get('stream')?.reading.firstEventMs === null ? 'no stream came' : null;
	},
	judge: ([{ events, reading }], { protocol }) => {
		const place = events.findIndex(({ isEnd }) => isEnd);
		const name = protocol.endEvent ?? '';
		if (place >= 0) {
			return {
				status: 'ok',
				came: `${name} came as event ${String(place + 1)} of ${String(events.length)}.`,
				facts: { event: place + 1, events: events.length }
			};
		}
		return {
			status: 'missing',
			came: `${name} did not come.`,
			means: reading.terminated
				? 'Answers count as whole all the same, by their finish reason; a stream that is cut behind it, with its usage lost, is not noticed.'
				: 'Answers count as truncated.'
		};
	}
});

const oddities = createCheck({
	id: 'oddities',
	group: 'stream',
	title: 'What else is odd',
	asked: 'What in any answer is not as the protocol says, or new to bench.',
	of: ['whole'],
	takesFailures: true,
	judge: (_, { exchanges }) => {
		const warnings = [
			...new Set([...exchanges.values()].flatMap(({ reading }) => reading.warnings))
		];
		return warnings.length === 0
			? { status: 'ok', came: 'Nothing.' }
			: {
					status: 'differs',
					came: `${warnings.join('; ')}.`,
					means:
						'Attempts of a run carry the same remarks; nothing of what came is lost, it is kept as received.',
					facts: { warnings }
				};
	}
});

const firstToken = createCheck({
	id: 'time-to-first-token',
	group: 'stream',
	title: 'Time to the first token',
	asked:
		'From sending the request to the first piece of output, once and on an open connection: no measurement.',
	of: ['stream'],
	judge: ([{ reading, attempt }]) => {
		const { serviceTtftMs, ttfaMs, deltaCount } = attempt;
		const facts = { serviceTtftMs, ttfaMs, deltaCount };
		if (serviceTtftMs !== null) {
			return { status: 'ok', came: `${inMs(serviceTtftMs)} in this one request.`, facts };
		}
		return hasHiddenReasoning(reading)
			? {
					status: 'differs',
					came: 'Unknown: reasoning that is not shown came first.',
					means:
						'An objective on TTFT cannot be judged here; judge the time to the first visible token (ttfa) instead.',
					facts
				}
			: {
					status: 'missing',
					came: 'No piece of output came in a stream.',
					means: 'An objective on TTFT cannot be judged here.',
					facts
				};
	}
});

export const streamChecks: readonly Check[] = [
	streams,
	firstEvent,
	firstToken,
	delivery,
	finish,
	endEvent,
	oddities
];

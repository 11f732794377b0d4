/** Checks of the way to an endpoint: connections, TLS, what a request takes at the least, and what headers say. */
import type { Floor } from '#core/probe.ts';
import type { Exchange } from '../exchange.ts';
import { counted, createCheck, excerpt, inMs, type Check } from './check.ts';
import { floorsOf, tinyIds } from './floors.ts';
import { gatewayCheck } from './gateway-check.ts';

const dayMs = 86_400_000;
/** Days before its end from which on a certificate is worth a word. */
const soonDays = 14;

const inWords = ({ n, minMs, medianMs }: Floor): string =>
	minMs === null || medianMs === null
		? 'unknown'
		: `${inMs(minMs)} at the least, ${inMs(medianMs)} in the median of ${String(n)}`;

const floor = createCheck({
	id: 'latency-floor',
	group: 'connection',
	title: 'What a request takes at the least',
	asked: `${String(tinyIds.length)} connections, and ${String(tinyIds.length)} tiny requests on open ones.`,
	of: ['tiny-1', 'tiny-2', 'tiny-3'],
	takesFailures: true,
	judge: (_, findings) => {
		const { connect, tls, firstByte } = floorsOf(findings);
		return firstByte.n === 0 || connect.n === 0
			? { status: 'failed', came: 'No tiny request was answered.' }
			: {
					status: 'ok',
					came: `Connect ${inWords(connect)}${tls.n === 0 ? '' : `; TLS ${inWords(tls)}`}; first byte of the answer ${inWords(firstByte)}.`,
					means:
						'A round trip takes about as long as to connect, and is part of every TTFT that is measured from here.',
					facts: { connect, tls, firstByte }
				};
	}
});

const isClosed = ({ attempt }: Exchange): boolean => attempt.errorCode === 'connection-closed';

const keepAlive = createCheck({
	id: 'keep-alive',
	group: 'connection',
	title: 'A second request on the same connection',
	asked: 'Two tiny requests, one after the other.',
	of: ['tiny-1', 'tiny-2'],
	takesFailures: true,
	judge: ([first, second], findings) => {
		const { connect, tls } = floorsOf(findings);
		const openMs = (connect.medianMs ?? 0) + (tls.medianMs ?? 0);
		const means = `Every request pays for a connection of its own, some ${inMs(openMs)} of its TTFT unless connections are opened ahead.`;
		if (first.sent.nth === null || second.sent.nth === null) {
			return { status: 'failed', came: 'A connection could not be opened.' };
		}
		if (second.sent.nth > 0) {
			return isClosed(second)
				? {
						status: 'differs',
						came: 'The connection was left open after the first answer, and closed when the second request came.',
						means:
							'The first attempt on a used connection fails; a run then takes a new one for each request.'
					}
				: { status: 'ok', came: 'Both went over one connection.' };
		}
		return isClosed(first)
			? { status: 'failed', came: 'The first request was not answered.' }
			: {
					status: 'differs',
					came: 'The endpoint closed the connection after the first answer.',
					means
				};
	}
});

const tls = createCheck({
	id: 'tls',
	group: 'connection',
	title: 'TLS and the certificate',
	asked: 'The version of TLS, and how long the certificate is good; it was verified.',
	of: [],
	whyNot: ({ isTls }) => (isTls ? null : 'the address is http://, without TLS'),
	judge: (_, { opened, nowUtcMs }) => {
		const facts = opened.flatMap(({ tls }) => tls ?? [])[0];
		if (!facts) return { status: 'failed', came: 'No connection could be opened.' };
		const { version, cipher, certificateEndUtcMs: endUtcMs } = facts;
		const came = `${version}${cipher === null ? '' : ` (${cipher})`}`;
		if (endUtcMs === null)
			return { status: 'missing', came: `${came}; the certificate names no end.` };
		const days = Math.floor((endUtcMs - nowUtcMs) / dayMs);
		const until = new Date(endUtcMs).toISOString().slice(0, 10);
		const all = { version, cipher, certificateValidTo: until, certificateDaysLeft: days };
		return days < soonDays
			? {
					status: 'differs',
					came: `${came}; the certificate ends on ${until}, in ${counted(days, 'day')}.`,
					means: 'After that day every connection is refused here.',
					facts: all
				}
			: { status: 'ok', came: `${came}; the certificate is good until ${until}.`, facts: all };
	}
});

const headers = createCheck({
	id: 'time-to-headers',
	group: 'connection',
	title: 'When the headers of a stream come',
	asked: 'From sending to the response headers, beside the first event.',
	of: ['stream'],
	judge: ([{ attempt }]) => {
		const { sentMs, headersMs, firstEventMs, firstDeltaMs } = attempt;
		if (sentMs === null || headersMs === null) {
			return { status: 'failed', came: 'No response headers came.' };
		}
		const sinceSent = (momentMs: number | null): number | null =>
			momentMs === null ? null : momentMs - sentMs;
		const first = sinceSent(firstDeltaMs);
		return {
			status: 'ok',
			came: `After ${inMs(headersMs - sentMs)}${first === null ? '' : `; the first token after ${inMs(first)}`}.`,
			facts: {
				headersMs: headersMs - sentMs,
				firstEventMs: sinceSent(firstEventMs),
				firstDeltaMs: first
			}
		};
	}
});

const rateLimits = createCheck({
	id: 'rate-limits',
	group: 'connection',
	title: 'What headers say of rate limits',
	asked: 'The headers of every response.',
	of: ['whole'],
	takesFailures: true,
	takesRateLimits: true,
	judge: (_, { exchanges }) => {
		const stated = [...exchanges.values()]
			.map(({ rateLimit }) => rateLimit)
			.find((each) => each && each.allowances.length > 0);
		if (!stated) {
			return {
				status: 'missing',
				came: 'No response says anything that bench can read.',
				means:
					'A limit shows only when it is hit, with status 429: a capacity may be that of the key, not of the endpoint.'
			};
		}
		const named = stated.allowances.map(
			({ of, limit, windowS, isPerMinute, remaining }) =>
				`${limit.toLocaleString('en-US')} ${of.replace('-', ' ')} ${windowS === null ? (isPerMinute ? 'a minute' : 'in a window that is not said') : `in ${String(windowS)} s`}${remaining === null ? '' : ` (${remaining.toLocaleString('en-US')} left)`}`
		);
		return {
			status: 'ok',
			came: `${named.join('; ')}.`,
			means: 'Loads above that are turned away with status 429, and count as rate-limited.',
			facts: { allowances: stated.allowances }
		};
	}
});

/** Longest excerpt of timings in a sentence, characters. */
const timingsLength = 200;

const serverTimings = createCheck({
	id: 'server-timings',
	group: 'connection',
	title: "The server's own timings",
	asked: 'Headers and fields in which the server says how long it took, beside the clock here.',
	of: ['stream', 'whole'],
	judge: ([streamed, whole]) => {
		const found = [streamed, whole].find(({ reading }) => reading.serverTimings !== null);
		if (!found) {
			return {
				status: 'missing',
				came: 'It says nothing about its own time.',
				means: 'Network and server cannot be told apart from here, other than by the latency floor.'
			};
		}
		const { sentMs, endMs, serviceTtftMs } = found.attempt;
		const tookMs = sentMs === null || endMs === null ? null : endMs - sentMs;
		const text = JSON.stringify(found.reading.serverTimings);
		const shown = text.length > timingsLength ? `${text.slice(0, timingsLength)}…` : text;
		return {
			status: 'ok',
			came: `${shown}; here: ${serviceTtftMs === null ? '' : `first token after ${inMs(serviceTtftMs)}, `}end after ${tookMs === null ? 'an unknown time' : inMs(tookMs)}.`,
			facts: { serverTimings: found.reading.serverTimings, serviceTtftMs, tookMs }
		};
	}
});

const model = createCheck({
	id: 'model',
	group: 'connection',
	title: 'The model that answers',
	asked: 'The model id in the answers, beside the one that was asked for.',
	of: ['whole'],
	judge: ([{ reading, question }]) => {
		const asked = question.endpoint.model;
		const facts = { asked, answered: reading.model };
		if (reading.model === null) {
			return {
				status: 'missing',
				came: 'Answers do not name their model.',
				means: 'A model that is changed behind the same name is not noticed.',
				facts
			};
		}
		return reading.model === asked
			? { status: 'ok', came: `${excerpt(reading.model)}, as asked.`, facts }
			: {
					status: 'differs',
					came: `${excerpt(reading.model)} answered to the name ${asked}.`,
					means:
						'The name may be an alias that will mean another model later; name the one that answers to measure it again.',
					facts
				};
	}
});

export const connectionChecks: readonly Check[] = [
	floor,
	keepAlive,
	tls,
	headers,
	rateLimits,
	serverTimings,
	gatewayCheck,
	model
];

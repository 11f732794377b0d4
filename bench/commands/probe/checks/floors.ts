/** What a connection and a request take at the least, of a few. */
import type { Floor } from '#core/probe.ts';
import type { Findings } from './check.ts';

/** Least and median, ms. */
export const floorOf = (durationsMs: readonly (number | null)[]): Floor => {
	const known = durationsMs.filter((each) => each !== null).sort((a, b) => a - b);
	const middle = known.length / 2;
	const median =
		known.length % 2 === 1
			? known[Math.floor(middle)]
			: ((known[middle - 1] ?? 0) + (known[middle] ?? 0)) / 2;
	return {
		n: known.length,
		minMs: known[0] ?? null,
		medianMs: known.length === 0 ? null : (median ?? null)
	};
};

/** Requests that are asked for nothing but their time. */
export const tinyIds = ['tiny-1', 'tiny-2', 'tiny-3'] as const;

/** Sending to the first byte of the answers to the tiny requests, the connection open, ms. */
const firstBytesMs = ({ exchanges }: Pick<Findings, 'exchanges'>): (number | null)[] =>
	tinyIds.map((id) => {
		const exchange = exchanges.get(id);
		const { sentMs = null } = exchange?.sent.raw ?? {};
		const firstByteMs = exchange?.sent.firstByteMs ?? null;
		// A refusal may come from a gateway that is nearer than the model.
		const isAnswered = (exchange?.attempt.httpStatus ?? Infinity) < 300;
		return !isAnswered || firstByteMs === null || sentMs === null ? null : firstByteMs - sentMs;
	});

/** What a request takes at the least. */
export const floorsOf = (
	findings: Pick<Findings, 'exchanges' | 'opened'>
): { connect: Floor; tls: Floor; firstByte: Floor } => ({
	connect: floorOf(findings.opened.map(({ tcpMs }) => tcpMs)),
	tls: floorOf(findings.opened.map(({ tlsMs }) => tlsMs)),
	firstByte: floorOf(firstBytesMs(findings))
});

/** Evidence between its stored row and its type in core. */
import type { InferInsertModel, InferSelectModel } from 'drizzle-orm';
import { z } from 'zod';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Evidence } from '#core/run.ts';
import { headersWithoutProse } from '#core/without-prose.ts';
import {
	decodeArrivals,
	decodeBody,
	decodeMoments,
	encodeArrivals,
	encodeBody,
	encodeMoments
} from './evidence-codec.ts';
import { refuseShut, type KeptTexts } from './kept-texts.server.ts';
import type { evidence } from './schema.ts';
import { parseStored } from './stored-json.ts';

type EvidenceRow = InferSelectModel<typeof evidence>;

const headersSchema = z.record(z.string(), z.string());

const bufferOf = (bytes: Uint8Array): Buffer =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const placeOfBody = (attemptId: string): string => `evidence.body of ${attemptId}`;

/** Compressed, then sealed: what is encrypted has nothing left to compress. An empty body stays empty. */
const sealedBody = (body: Uint8Array, attemptId: string, texts: KeptTexts): Uint8Array => {
	const encoded = encodeBody(body);
	return encoded.length === 0 ? encoded : texts.sealBytes(encoded, placeOfBody(attemptId));
};

/** Throws a RangeError where a moment is not finite, or where only one of the two arrival lists is there. */
export const rowOfEvidence = (
	kept: Evidence,
	texts: KeptTexts
): Required<InferInsertModel<typeof evidence>> => {
	const { arrivalOffsets: offsets, arrivalMs: atMs } = kept;
	if ((offsets === null) !== (atMs === null)) {
		throw new RangeError('arrivalOffsets and arrivalMs are kept together or not at all');
	}
	return {
		attemptId: kept.attemptId,
		deltas: bufferOf(encodeMoments(kept.deltaMs)),
		headersJson: JSON.stringify(headersWithoutProse(kept.headers)),
		body: kept.body && bufferOf(sealedBody(kept.body, kept.attemptId, texts)),
		bodyBytes: kept.body && kept.body.length,
		arrivals: offsets && atMs && bufferOf(encodeArrivals({ offsets, atMs }))
	};
};

const placeOf = ({ attemptId }: Pick<EvidenceRow, 'attemptId'>): string =>
	`evidence of attempt ${attemptId}`;

/** Decodes bytes of a row; turns what a decoder throws into `E_DATABASE`. */
const decoded = <T>(row: Pick<EvidenceRow, 'attemptId'>, decode: () => T): T => {
	try {
		return decode();
	} catch (error) {
		throw new BenchError('E_DATABASE', `the ${placeOf(row)} is damaged: ${errorMessage(error)}`, {
			hint: 'Check the file with "bench db check".',
			cause: error
		});
	}
};

/** Moments of the deltas, ms. Throws `E_DATABASE` where the stored bytes are damaged. */
export const deltasOfRow = (row: Pick<EvidenceRow, 'attemptId' | 'deltas'>): Float64Array =>
	decoded(row, () => decodeMoments(row.deltas));

export const headersOfRow = (
	row: Pick<EvidenceRow, 'attemptId' | 'headersJson'>
): Record<string, string> =>
	parseStored(headersSchema, row.headersJson, `headers_json in the ${placeOf(row)}`);

/** Throws `E_DATABASE` where the stored bytes are damaged, and `E_AUTH` where the body is encrypted and the key is not there. */
export const evidenceOfRow = (row: EvidenceRow, texts: KeptTexts): Evidence => {
	const headers = headersOfRow(row);
	const opened = row.body && texts.openBytes(row.body, placeOfBody(row.attemptId));
	if (opened?.kind === 'shut') {
		return refuseShut(opened.why, `the stored body of attempt ${row.attemptId}`);
	}
	const body = opened && opened.value;
	return decoded(row, () => {
		const arrivals = row.arrivals && decodeArrivals(row.arrivals);
		return {
			attemptId: row.attemptId,
			deltaMs: decodeMoments(row.deltas),
			headers,
			body: body && decodeBody(body, row.bodyBytes ?? 0),
			arrivalOffsets: arrivals && arrivals.offsets,
			arrivalMs: arrivals && arrivals.atMs
		};
	});
};

/** Embeddings that came as an answer, and whether they are what was asked for. */
import type { EmbeddingRequest } from '#core/embedding-request.ts';

export interface GeneratedEmbedding {
	/** As 32-bit floats, whatever form they came in; null where what came is no list of numbers. */
	vector: Float32Array | null;
}

/** Euclidean length of a vector: 1 of most models, which scale theirs. */
export const normOf = (vector: Float32Array): number => {
	let sum = 0;
	for (const value of vector) sum += value * value;
	return Math.sqrt(sum);
};

/** Why the embeddings are not what was asked for, one sentence; null where they are. A request asks for one. */
export const whyNotEmbedded = (
	embeddings: readonly GeneratedEmbedding[],
	{ dimensions }: EmbeddingRequest
): string | null => {
	if (embeddings.length !== 1) {
		return `one embedding was asked for, ${String(embeddings.length)} came`;
	}
	const vector = embeddings[0]?.vector ?? null;
	if (vector === null) return 'what came is no list of numbers, and no base64 of 32-bit floats';
	if (dimensions !== undefined && vector.length !== dimensions) {
		return `an embedding of ${String(dimensions)} dimensions was asked for, one of ${String(vector.length)} came`;
	}
	if (!vector.every(Number.isFinite)) return 'the embedding holds numbers that are not finite';
	return vector.every((value) => value === 0) ? 'the embedding holds nothing but zeros' : null;
};

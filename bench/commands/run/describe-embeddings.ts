/** Embeddings as the text of an answer: what is kept of them. */
import { createHash } from 'node:crypto';
import { normOf, type GeneratedEmbedding } from '#bench/protocols/generated-embedding.ts';

const describe = ({ vector }: GeneratedEmbedding): string => {
	if (vector === null) return 'no embedding';
	const bytes = new DataView(new ArrayBuffer(4 * vector.length));
	vector.forEach((value, i) => {
		bytes.setFloat32(4 * i, value, true);
	});
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return `embedding of ${vector.length.toLocaleString('en-US')} dimensions, norm ${normOf(vector).toFixed(4)}, SHA-256 ${sha256}`;
};

/**
 * Dimensions, Euclidean length and hash of each embedding, one a line; the numbers are not kept. The hash is that of little-endian 32-bit floats,
 * so that it is the same in whatever form they came.
 */
export const describeEmbeddings = (embeddings: readonly GeneratedEmbedding[]): string =>
	embeddings.map(describe).join('\n');

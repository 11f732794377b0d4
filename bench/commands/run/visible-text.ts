/** The text of an answer that is graded and kept. */
import type { Reading } from '#bench/protocols/protocol.ts';
import { describeEmbeddings } from './describe-embeddings.ts';
import { describeImages } from './describe-images.ts';

/** What the user sees, or the calls as JSON where the model answered with nothing else; a description of images or vectors. */
export const visibleText = (reading: Reading): string => {
	if (reading.images && reading.images.length > 0) return describeImages(reading.images);
	if (reading.embeddings && reading.embeddings.length > 0) {
		return describeEmbeddings(reading.embeddings);
	}
	if (reading.text !== '' || reading.toolCalls.length === 0) return reading.text || reading.refusal;
	return JSON.stringify(
		reading.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
	);
};

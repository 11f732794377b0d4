/** Embeddings of OpenAI, as a server words them. There is no model: the numbers are drawn from the text, and two texts are no nearer by their meaning. */
import { z } from 'zod';
import { createRandom } from '#core/random.ts';
import { parseBody } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';
import { countTokens } from './token-pieces.ts';

/** Where nobody asks for a number. */
const usualDimensions = 256;
/** Beyond this a request is refused, as a real model does. */
const mostDimensions = 4_096;

const bodySchema = z.looseObject({
	model: z.string(),
	input: z.string('the emulated endpoint takes one text').min(1),
	dimensions: z.int().positive().max(mostDimensions).nullish(),
	encoding_format: z.enum(['float', 'base64']).nullish()
});

/** A vector of the length 1; the same for the same text and number of dimensions. */
const vectorOf = (text: string, dimensions: number): Float32Array => {
	const random = createRandom(dimensions, `embedding:${text}`);
	const drawn = Float32Array.from({ length: dimensions }, () => random() - 0.5);
	const norm = Math.hypot(...drawn);
	return drawn.map((value) => value / norm);
};

/** As the answer of a request, JSON text. */
const encoded = (vector: Float32Array, encoding: 'float' | 'base64'): string => {
	if (encoding === 'float') return JSON.stringify([...vector]);
	const bytes = Buffer.alloc(4 * vector.length);
	vector.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
	return JSON.stringify(bytes.toString('base64'));
};

export const embeddingsDialect: Dialect = {
	...openAiDialect,
	protocol: 'openai-embeddings',
	answerPaths: ['/v1/embeddings'],
	claims: () => false,
	readRequest: (body) =>
		parseBody(bodySchema, body, ({ input, dimensions, encoding_format: encoding }) => ({
			userText: input,
			askedText: input,
			images: [],
			askedImages: [],
			promptTokens: countTokens(input),
			maxOutputTokens: null,
			stream: false,
			streamUsage: true,
			turn: 0,
			generated: {
				answer: {
					verdict: 'unknown-question',
					pieces: [encoded(vectorOf(input, dimensions ?? usualDimensions), encoding ?? 'float')],
					pieceJson: [],
					pieceJsonBytes: [],
					calls: [],
					callOfPiece: []
				},
				outputTokens: 0
			}
		})),
	answerId: (ordinal) => `embd-emulated-${String(ordinal)}`,
	wholeBody: (facts, vector) =>
		`{"object":"list","data":[{"object":"embedding","index":0,"embedding":${vector}}],"model":${JSON.stringify(facts.model)},"usage":${JSON.stringify({ prompt_tokens: facts.promptTokens, total_tokens: facts.promptTokens })}}`
};

/** Images of OpenAI, as a server words them. There is no model: every prompt gets a PNG of one colour in the size that it asks for. */
import { z } from 'zod';
import { expectedGeneratedTokens, imageSizeOf, imageSizePattern } from '#core/image-request.ts';
import { hashText } from '#core/random.ts';
import { parseBody, tokenLimitSchema } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { flatPng } from './flat-png.ts';
import { openAiDialect } from './openai-dialect.ts';
import { countTokens } from './token-pieces.ts';

/** Where nobody asks for a size. */
const usualSize = '1024x1024';
/** A side beyond this is refused, as a real service does; px. */
const longestSidePx = 4_096;

const bodySchema = z.looseObject({
	model: z.string(),
	prompt: z.string().min(1),
	n: tokenLimitSchema.max(10).nullish(),
	size: z
		.string()
		.regex(imageSizePattern, 'expected a size such as 1024x1024')
		.refine(
			(size) => Math.max(...size.split('x').map(Number)) <= longestSidePx,
			`the emulated endpoint makes images of up to ${String(longestSidePx)} px a side`
		)
		.nullish(),
	output_format: z.literal('png', 'the emulated endpoint makes PNG only').nullish(),
	stream: z.literal(false, 'images are not streamed').nullish()
});

const files = new Map<string, string>();

/** The image of a prompt in base64; of one colour for each of eight shades, so that few are ever made. */
const imageOf = (prompt: string, size: string): string => {
	const shade = hashText(prompt) & 7;
	const key = `${size} ${String(shade)}`;
	let file = files.get(key);
	if (file === undefined) {
		file = flatPng(imageSizeOf({ size }), [32 * shade, 96, 255 - 32 * shade]).toString('base64');
		files.set(key, file);
	}
	return file;
};

export const imagesDialect: Dialect = {
	...openAiDialect,
	protocol: 'openai-images',
	answerPaths: ['/v1/images/generations'],
	claims: () => false,
	readRequest: (body) =>
		parseBody(bodySchema, body, ({ prompt, n, size }) => {
			const asked = { n: n ?? 1, size: size ?? usualSize };
			const image = imageOf(prompt, asked.size);
			return {
				userText: prompt,
				askedText: prompt,
				images: [],
				askedImages: [],
				promptTokens: countTokens(prompt),
				maxOutputTokens: null,
				stream: false,
				streamUsage: true,
				turn: 0,
				generated: {
					// The images are one piece, which goes out with the last token.
					answer: {
						verdict: 'unknown-question',
						pieces: [Array.from({ length: asked.n }, () => image).join(' ')],
						pieceJson: [],
						pieceJsonBytes: [],
						calls: [],
						callOfPiece: []
					},
					outputTokens: expectedGeneratedTokens(asked)
				}
			};
		}),
	answerId: (ordinal) => `img-emulated-${String(ordinal)}`,
	wholeBody: (facts, text) =>
		JSON.stringify({
			created: facts.createdAtS,
			model: facts.model,
			data: text.split(' ').map((image) => ({ b64_json: image })),
			usage: {
				input_tokens: facts.promptTokens,
				output_tokens: facts.outputTokens,
				total_tokens: facts.promptTokens + facts.outputTokens,
				input_tokens_details: { text_tokens: facts.promptTokens, image_tokens: 0 },
				output_tokens_details: { image_tokens: facts.outputTokens, text_tokens: 0 }
			}
		})
};

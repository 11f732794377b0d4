/** The content of a message as the protocols write it: plain text, or parts of which text and images count. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { imageFactsOf } from '#core/image-facts.ts';
import { expectedImageTokens } from '#core/image-tokens.ts';
import { countTokens } from './token-pieces.ts';

/** An image that came with a request. */
export interface ReceivedImage {
	/** Hex. */
	sha256: string;
	/** In the emulator's own count: pixels / 750, whatever a model would say; 0 for what is no image. */
	tokens: number;
}

export interface MessageContent {
	text: string;
	images: readonly ReceivedImage[];
}

const partSchema = z.looseObject({
	type: z.string(),
	text: z.string().optional(),
	image_url: z.union([z.string(), z.looseObject({ url: z.string() })]).optional(),
	source: z.looseObject({ type: z.string(), data: z.string().optional() }).optional()
});

/** The base64 of an image part: a data URL of OpenAI's protocols, a base64 source of Anthropic. Addresses are not fetched and count as nothing. */
const base64Of = (part: z.infer<typeof partSchema>): string | undefined => {
	if (part.type === 'image_url' || part.type === 'input_image') {
		const { image_url: image = '' } = part;
		const url = typeof image === 'string' ? image : image.url;
		return /^data:image\/[a-z]+;base64,(.*)$/su.exec(url)?.[1];
	}
	return part.type === 'image' && part.source?.type === 'base64' ? part.source.data : undefined;
};

/** An image as it stands in a request. */
export const receivedImage = (base64: string): ReceivedImage => {
	const bytes = Buffer.from(base64, 'base64');
	const facts = imageFactsOf(bytes);
	return {
		sha256: createHash('sha256').update(bytes).digest('hex'),
		tokens: facts ? expectedImageTokens(facts) : 0
	};
};

export const contentSchema = z.union([
	z.string().transform((text): MessageContent => ({ text, images: [] })),
	z.array(partSchema).transform((parts): MessageContent => {
		const images = parts.flatMap((part): ReceivedImage[] => {
			const base64 = base64Of(part);
			return base64 === undefined ? [] : [receivedImage(base64)];
		});
		return { text: parts.map(({ text }) => text ?? '').join(''), images };
	})
]);

/** Tokens of a content in the emulator's own count. */
export const contentTokens = (content: MessageContent | null | undefined): number =>
	content === null || content === undefined
		? 0
		: content.images.reduce((sum, { tokens }) => sum + tokens, countTokens(content.text));

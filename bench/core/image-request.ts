/** What images a scenario asks for. */
import { z } from 'zod';

export const imageSizePattern = /^[1-9]\d{1,4}x[1-9]\d{1,4}$/;

export const imageRequestSchema = z.strictObject({
	size: z
		.string()
		.regex(imageSizePattern, 'expected a size such as 1024x1024')
		.describe('Width x height, pixels; an image of another size does not count as delivered'),
	format: z
		.enum(['png', 'jpeg', 'webp'])
		.optional()
		.describe(
			'File type that is asked for; where absent nothing is asked for, and PNG, JPEG and WebP all count'
		),
	n: z.int().min(1).max(10).default(1).describe('Images that each request asks for')
});

/** Images that a request asks for. */
export type ImageRequest = z.infer<typeof imageRequestSchema>;

export const imageSizeOf = ({
	size
}: Pick<ImageRequest, 'size'>): {
	widthPx: number;
	heightPx: number;
} => {
	const [widthPx = 0, heightPx = 0] = size.split('x').map(Number);
	return { widthPx, heightPx };
};

const pixelsPerGeneratedToken = 1_000;

/**
 * Output tokens to expect for the images of a request, where they are billed as tokens: pixels / 1,000 each, about what OpenAI states
 * for its image models at medium quality (1,056 for 1,024 × 1,024 px). For a forecast and for the emulator, whose count it is; low
 * quality takes about a quarter of it, high quality four times as many.
 */
export const expectedGeneratedTokens = (request: Pick<ImageRequest, 'size' | 'n'>): number => {
	const { widthPx, heightPx } = imageSizeOf(request);
	return request.n * Math.ceil((widthPx * heightPx) / pixelsPerGeneratedToken);
};

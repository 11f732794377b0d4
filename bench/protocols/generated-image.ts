/** Images that came as an answer, and whether they are what was asked for. */
import type { ImageFacts } from '#core/image-facts.ts';
import { imageSizeOf, type ImageRequest } from '#core/image-request.ts';

export interface GeneratedImage {
	/** The file; null where only an address came, which is not fetched. */
	bytes: Uint8Array | null;
	/** By its own bytes; null where they are no image, or did not come. */
	facts: ImageFacts | null;
	/** The prompt that the model made of the one it was given; null where it says nothing of that. */
	revisedPrompt: string | null;
}

/** Why the images are not what was asked for, one sentence; null where they are. Looks at the file's own bytes, whatever the endpoint says. */
export const whyNotDelivered = (
	images: readonly GeneratedImage[],
	asked: ImageRequest
): string | null => {
	if (images.length !== asked.n) {
		return `${String(asked.n)} images were asked for, ${String(images.length)} came`;
	}
	const { widthPx, heightPx } = imageSizeOf(asked);
	for (const { bytes, facts } of images) {
		if (bytes === null) {
			return 'an address came in place of an image, and addresses are not fetched; ask for "response_format": "b64_json" in "extraBody"';
		}
		if (facts === null) return 'what came is no PNG, JPEG, WebP or GIF image';
		if (facts.widthPx !== widthPx || facts.heightPx !== heightPx) {
			return `an image of ${asked.size} was asked for, one of ${String(facts.widthPx)}x${String(facts.heightPx)} came`;
		}
		if (asked.format !== undefined && facts.mediaType !== `image/${asked.format}`) {
			return `${asked.format} was asked for, ${facts.mediaType.slice('image/'.length)} came`;
		}
	}
	return null;
};

/** Images as the text of an answer: what is kept of them. */
import { createHash } from 'node:crypto';
import type { GeneratedImage } from '#bench/protocols/generated-image.ts';

const describe = ({ bytes, facts, revisedPrompt }: GeneratedImage): string => {
	const revised =
		revisedPrompt === null ? '' : `\nprompt as revised by the model: ${revisedPrompt}`;
	if (bytes === null) return `an image behind an address, which was not fetched${revised}`;
	const kind =
		facts === null
			? 'no image'
			: `${facts.mediaType}, ${String(facts.widthPx)} × ${String(facts.heightPx)} px`;
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return `${kind}, ${bytes.length.toLocaleString('en-US')} bytes, SHA-256 ${sha256}${revised}`;
};

/** Type, size, length and hash of each image, one a line; the pixels are not kept. */
export const describeImages = (images: readonly GeneratedImage[]): string =>
	images.map(describe).join('\n');

/** What the first bytes of an image file say about it. Nothing is decoded: type and size stand in the head of every format. */

export const imageMediaTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type ImageMediaType = (typeof imageMediaTypes)[number];

export interface ImageFacts {
	/** By its magic bytes, whatever the file is called. */
	mediaType: ImageMediaType;
	widthPx: number;
	heightPx: number;
}

const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
	String.fromCharCode(...bytes.subarray(at, at + text.length)) === text;

/** ISO 15948: signature, then the chunk IHDR with width and height. */
const pngFacts = (bytes: Uint8Array, view: DataView): ImageFacts | null =>
	startsWith(bytes, 12, 'IHDR') && bytes.length >= 24
		? { mediaType: 'image/png', widthPx: view.getUint32(16), heightPx: view.getUint32(20) }
		: null;

/** Markers of JPEG that begin a frame (SOF0 to SOF15); C4, C8 and CC are tables and extensions. */
const isFrameMarker = (marker: number): boolean =>
	marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** ITU-T T.81: segments of known length up to the head of the frame, which has height before width. */
const jpegFacts = (bytes: Uint8Array, view: DataView): ImageFacts | null => {
	let at = 2;
	while (at + 9 <= bytes.length) {
		if (bytes[at] !== 0xff) return null;
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			at += 1;
		} else if (isFrameMarker(marker)) {
			return {
				mediaType: 'image/jpeg',
				widthPx: view.getUint16(at + 7),
				heightPx: view.getUint16(at + 5)
			};
		} else {
			const length = view.getUint16(at + 2);
			// The length counts its own two bytes; less would be an endless loop.
			if (length < 2) return null;
			at += 2 + length;
		}
	}
	return null;
};

/** RFC 9649: lossy, lossless and extended files say their size in three ways. */
const webpFacts = (bytes: Uint8Array, view: DataView): ImageFacts | null => {
	if (bytes.length < 30) return null;
	const facts = (widthPx: number, heightPx: number): ImageFacts => ({
		mediaType: 'image/webp',
		widthPx,
		heightPx
	});
	if (startsWith(bytes, 12, 'VP8X')) {
		const uint24 = (at: number): number => view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
		return facts(1 + uint24(24), 1 + uint24(27));
	}
	if (startsWith(bytes, 12, 'VP8L')) {
		const bits = view.getUint32(21, true);
		return facts(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
	}
	return startsWith(bytes, 12, 'VP8 ')
		? facts(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
		: null;
};

/** Type and size of an image; null for anything that is not the whole head of a PNG, JPEG, WebP or GIF with an area. */
export const imageFactsOf = (bytes: Uint8Array): ImageFacts | null => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let facts: ImageFacts | null = null;
	if (startsWith(bytes, 0, '\u0089PNG\r\n\u001a\n')) facts = pngFacts(bytes, view);
	else if (startsWith(bytes, 0, '\u00ff\u00d8\u00ff')) facts = jpegFacts(bytes, view);
	else if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WEBP')) {
		facts = webpFacts(bytes, view);
	} else if (startsWith(bytes, 0, 'GIF87a') || startsWith(bytes, 0, 'GIF89a')) {
		facts =
			bytes.length < 10
				? null
				: {
						mediaType: 'image/gif',
						widthPx: view.getUint16(6, true),
						heightPx: view.getUint16(8, true)
					};
	}
	return facts && facts.widthPx > 0 && facts.heightPx > 0 ? facts : null;
};

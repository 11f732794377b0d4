/** Input tokens of an image, before anybody has counted them. Every provider counts in its own way; a run goes by reported usage. */
import type { ImageFacts } from './image-facts.ts';

type Size = Pick<ImageFacts, 'widthPx' | 'heightPx'>;

const pixelsPerToken = 750;

/**
 * Tokens to expect: pixels / 750, rounded up, the rule of thumb that Anthropic publishes for Claude
 * (https://docs.anthropic.com/en/docs/build-with-claude/vision). For a forecast and for the emulator, whose count it is.
 */
export const expectedImageTokens = ({ widthPx, heightPx }: Size): number =>
	Math.ceil((widthPx * heightPx) / pixelsPerToken);

/** The dearest count in use: GPT-4o mini at high detail, 2,833 + 5,667 for each tile of 512 px. */
const dearestBaseTokens = 2_833;
const dearestTileTokens = 5_667;
const tilePx = 512;
const longestSidePx = 2_048;
const shortestSidePx = 768;

/**
 * The most tokens that an image is billed as, by the dearest rule that is published: OpenAI's tiles with the rates of its small models
 * (https://platform.openai.com/docs/guides/images-vision, “Calculating costs”): shrunk to fit 2,048 px and then to a shorter side of
 * 768 px, 2,833 + 5,667 for each tile begun. Never below pixels / 750.
 */
export const mostImageTokens = (size: Size): number => {
	const factor = Math.min(
		1,
		longestSidePx / Math.max(size.widthPx, size.heightPx),
		shortestSidePx / Math.min(size.widthPx, size.heightPx)
	);
	const tiles = (sidePx: number): number => Math.max(1, Math.ceil((sidePx * factor) / tilePx));
	return Math.max(
		expectedImageTokens(size),
		dearestBaseTokens + dearestTileTokens * tiles(size.widthPx) * tiles(size.heightPx)
	);
};

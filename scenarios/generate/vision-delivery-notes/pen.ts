/** Print and handwriting as pieces of SVG. */
import { randomInt, type RandomSource } from '#core/random.ts';

const escaped = (text: string): string =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');

/** Short numbers, so that the same drawing is the same text everywhere. */
export const at = (value: number): string => String(Math.round(value * 10) / 10);

export interface TextStyle {
	size?: number;
	bold?: boolean;
	anchor?: 'start' | 'middle' | 'end';
	color?: string;
	font?: 'sans' | 'mono';
}

export const print = (x: number, y: number, text: string, style: TextStyle = {}): string => {
	const {
		size = 13,
		bold = false,
		anchor = 'start',
		color = 'currentColor',
		font = 'sans'
	} = style;
	return `<text x="${at(x)}" y="${at(y)}" font-family="${font}" font-size="${String(size)}"${bold ? ' font-weight="700"' : ''}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`} fill="${color}">${escaped(text)}</text>`;
};

export const rule = (x1: number, y1: number, x2: number, y2: number, width = 1): string =>
	`<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="currentColor" stroke-width="${String(width)}"/>`;

export const box = (x: number, y: number, width: number, height: number, fill = 'none'): string =>
	`<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}" stroke="currentColor"/>`;

/** Advance of a digit and of a mark between digits, in the size of the hand font. */
const digitAdvance = 0.47;
const markAdvance = 0.32;

export interface Hand {
	random: RandomSource;
	color: string;
}

const spread = (random: RandomSource, most: number): number => (2 * random() - 1) * most;

/** Digits and the marks between them, each by itself: a little turned and off the line. */
export const write = (
	{ random, color }: Hand,
	x: number,
	y: number,
	text: string,
	size: number
): string => {
	let left = x;
	const glyphs = Array.from(text).map((glyph) => {
		const top = y + spread(random, size * 0.05);
		const drawn = `<text x="${at(left)}" y="${at(top)}" font-family="hand" font-weight="700" font-size="${at(size * (0.95 + 0.1 * random()))}" fill="${color}" transform="rotate(${at(spread(random, 7))} ${at(left)} ${at(top)})">${escaped(glyph)}</text>`;
		left += size * (/\d/u.test(glyph) ? digitAdvance : markAdvance);
		return drawn;
	});
	return `<g data-written="${escaped(text)}">${glyphs.join('')}</g>`;
};

/** Two strokes through print from `x1` to `x2`. */
export const crossOut = ({ random, color }: Hand, x1: number, x2: number, y: number): string => {
	const stroke = (from: number, to: number): string =>
		`<path d="M${at(x1 - 3)} ${at(from + spread(random, 2))} Q${at((x1 + x2) / 2)} ${at((from + to) / 2 + spread(random, 3))} ${at(x2 + 3)} ${at(to + spread(random, 2))}" fill="none" stroke="${color}" stroke-width="1.6"/>`;
	return stroke(y - 2, y - 8) + (random() < 0.7 ? stroke(y - 7, y - 2) : '');
};

/** A signature that nobody has to read. */
export const scribble = ({ random, color }: Hand, x: number, y: number): string => {
	let path = `M${at(x)} ${at(y)}`;
	let left = x;
	for (let i = 0; i < 7; i++) {
		left += 8 + randomInt(random, 10);
		path += ` S${at(left - 5)} ${at(y + spread(random, 22))} ${at(left)} ${at(y + spread(random, 7))}`;
	}
	return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
};

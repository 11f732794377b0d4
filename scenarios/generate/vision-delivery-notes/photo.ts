/** What a camera and a day in a warehouse make of a sheet: turned, stained, folded, pale, blurred. Nothing that has to be read is covered. */
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import type { Sheet } from './layouts.ts';
import { at } from './pen.ts';

export interface Photo {
	svg: string;
	width: number;
	height: number;
	/** What was done to it. */
	tags: string[];
}

const stain = (random: RandomSource, { width, height }: Sheet): string => {
	const x = at(width * (0.2 + 0.6 * random()));
	const y = at(height * (0.25 + 0.6 * random()));
	const radius = 45 + randomInt(random, 35);
	return random() < 0.6
		? `<circle cx="${x}" cy="${y}" r="${String(radius)}" fill="#8a5a2b" fill-opacity="0.07" stroke="#7a4a1d" stroke-opacity="0.28" stroke-width="7"/>`
		: `<ellipse cx="${x}" cy="${y}" rx="${String(radius + 25)}" ry="${String(radius)}" fill="url(#blot)"/>`;
};

const fold = (random: RandomSource, { width, height }: Sheet): string => {
	const y = at(height * pick(random, [0.33, 0.5, 0.66]) + randomInt(random, 20));
	return `<rect x="0" y="${y}" width="${String(width)}" height="16" fill="url(#crease)"/>`;
};

const specks = (random: RandomSource, { width, height }: Sheet): string =>
	Array.from({ length: 40 }, () => {
		const [x, y] = [at(width * random()), at(height * random())];
		return `<circle cx="${x}" cy="${y}" r="${at(0.4 + 0.7 * random())}" fill="#333" fill-opacity="0.5"/>`;
	}).join('');

/** Degrees by which a photograph lies wrong. */
const turns = [90, 180, 270];

export const photograph = (sheet: Sheet, random: RandomSource): Photo => {
	const { width, height } = sheet;
	const chance = (share: number): boolean => random() < share;
	const isPale = chance(0.25);
	// Pale and blurred at once would be more than a careful person reads.
	const isBlurred = chance(0.4) && !isPale;
	const isStained = chance(0.3);
	const isFolded = chance(0.35);
	const isSpeckled = chance(0.25);
	const isShaded = chance(0.4);
	const isRotated = chance(0.45);
	const turn = chance(0.12) ? pick(random, turns) : 0;
	const angle = isRotated ? (1.5 + 3.5 * random()) * (chance(0.5) ? 1 : -1) : 0;
	const paper = isPale
		? pick(random, ['#d3cfc4', '#c9ccd0'])
		: pick(random, ['#fbfaf5', '#f6f1e2', '#f4f6f8']);
	const ink = isPale ? pick(random, ['#6f7378', '#77706a']) : pick(random, ['#16181c', '#23282f']);
	const desk = pick(random, ['#6b5a48', '#4f565c', '#8d8779']);
	const margin = isRotated ? 34 : 0;
	const [outerWidth, outerHeight] = [width + 2 * margin, height + 2 * margin];
	const isSideways = turn === 90 || turn === 270;
	const [finalWidth, finalHeight] = isSideways
		? [outerHeight, outerWidth]
		: [outerWidth, outerHeight];
	const upright =
		turn === 0
			? ''
			: ` transform="translate(${at(finalWidth / 2)} ${at(finalHeight / 2)}) rotate(${String(turn)}) translate(${at(-outerWidth / 2)} ${at(-outerHeight / 2)})"`;
	const svg = [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${String(finalWidth)}" height="${String(finalHeight)}" viewBox="0 0 ${String(finalWidth)} ${String(finalHeight)}">`,
		'<defs>',
		'<radialGradient id="blot"><stop offset="0" stop-color="#8a6a2b" stop-opacity="0.3"/><stop offset="1" stop-color="#8a6a2b" stop-opacity="0"/></radialGradient>',
		'<linearGradient id="crease" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#000" stop-opacity="0"/><stop offset="0.5" stop-color="#000" stop-opacity="0.2"/><stop offset="0.55" stop-color="#fff" stop-opacity="0.25"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>',
		'<linearGradient id="shade" x1="0" y1="0" x2="1" y2="1"><stop offset="0.3" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.38"/></linearGradient>',
		`<filter id="soft"><feGaussianBlur stdDeviation="${at(isBlurred ? 0.5 + 0.3 * random() : 0)}"/></filter>`,
		'</defs>',
		`<g${upright}>`,
		`<rect width="${String(outerWidth)}" height="${String(outerHeight)}" fill="${margin === 0 ? paper : desk}"/>`,
		`<g color="${ink}"${isBlurred ? ' filter="url(#soft)"' : ''} transform="translate(${String(margin)} ${String(margin)}) rotate(${at(angle)} ${at(width / 2)} ${at(height / 2)})">`,
		`<rect width="${String(width)}" height="${String(height)}" fill="${paper}"/>`,
		...(isPale
			? sheet.pieces.map((piece) => piece.replaceAll('#37474f', '#7d868a'))
			: sheet.pieces),
		...(isStained ? [stain(random, sheet)] : []),
		...(isFolded ? [fold(random, sheet)] : []),
		...(isSpeckled ? [specks(random, sheet)] : []),
		'</g>',
		...(isShaded
			? [`<rect width="${String(outerWidth)}" height="${String(outerHeight)}" fill="url(#shade)"/>`]
			: []),
		'</g></svg>'
	].join('\n');
	const done: Record<string, boolean> = {
		pale: isPale,
		blurred: isBlurred,
		stained: isStained,
		folded: isFolded,
		speckled: isSpeckled,
		shaded: isShaded,
		askew: isRotated,
		turned: turn !== 0
	};
	return {
		svg,
		width: finalWidth,
		height: finalHeight,
		tags: Object.keys(done).filter((tag) => done[tag])
	};
};

/** Four ways to lay a delivery note out. Each draws the whole sheet from the facts, which are also the reference. */
import { pick, type RandomSource } from '#core/random.ts';
import { renderDay } from '../invoice-extraction/calendar.ts';
import { renderWeight, type Facts } from './facts.ts';
import {
	at,
	box,
	crossOut,
	print,
	rule,
	scribble,
	write,
	type Hand,
	type TextStyle
} from './pen.ts';

export interface Sheet {
	width: number;
	height: number;
	/** Pieces of SVG, in the order in which they lie on the paper. */
	pieces: string[];
}

/** Whoever stamps, corrects and signs. */
const handOf = (random: RandomSource): Hand => ({
	random,
	color: pick(random, ['#1d3fa8', '#1b1b24', '#b3261e', '#21449b'])
});

/** A printed number that a hand may have crossed out; it ends at `right`, and the hand writes from `free`. */
const corrected = (
	hand: Hand,
	printed: number,
	byHand: number | null,
	{ right, free, y, style }: { right: number; free: number; y: number; style: TextStyle }
): string[] => {
	const text = String(printed);
	const { size = 13 } = style;
	const drawn = [print(right, y, text, { ...style, anchor: 'end' })];
	if (byHand === null) return drawn;
	const width = text.length * size * (style.font === 'mono' ? 0.6 : 0.5);
	return [
		...drawn,
		crossOut(hand, right - width, right, y),
		write(hand, free, y + 3, String(byHand), 27)
	];
};

/** The stamp of the receiving desk, with a day by hand if it was used; empty where it was not. */
const stamp = (facts: Facts, hand: Hand, x: number, y: number): string[] => {
	const { receivedDay, words } = facts;
	if (receivedDay === null) return [];
	const { random } = hand;
	const ink = pick(random, ['#7a2f8f', '#1f5fa8', '#a8322a']);
	const angle = at((2 * random() - 1) * 9);
	return [
		`<g color="${ink}" transform="rotate(${angle} ${at(x + 95)} ${at(y + 38)})" opacity="0.85">`,
		`<rect x="${at(x)}" y="${at(y)}" width="190" height="76" rx="5" fill="none" stroke="${ink}" stroke-width="2.2"/>`,
		print(x + 95, y + 20, words.received, { size: 14, bold: true, anchor: 'middle', color: ink }),
		rule(x + 12, y + 62, x + 178, y + 62),
		'</g>',
		write(hand, x + 28, y + 57, renderDay(receivedDay, words.writtenDay, words.language), 29)
	];
};

const signature = (facts: Facts, hand: Hand, x: number, y: number): string[] => [
	rule(x, y, x + 170, y),
	print(x, y + 14, facts.words.signature, { size: 11 }),
	...(facts.receivedDay === null ? [] : [scribble(hand, x + 15, y - 9)])
];

const dayOf = ({ noteDay, words }: Facts): string => renderDay(noteDay, words.day, words.language);
const weightOf = (facts: Facts): string => `${renderWeight(facts.grossWeightHg, facts.words)} kg`;

/** Label and value pairs of the head. */
const headOf = (facts: Facts): [label: string, value: string][] => [
	[facts.words.number, facts.noteNumber],
	[facts.words.date, dayOf(facts)],
	[facts.words.customerNumber, facts.customerNumber],
	...(facts.orderNumber === null
		? []
		: ([[facts.words.yourOrder, facts.orderNumber]] as [string, string][]))
];

/** Letterhead, address, numbers on the right, a ruled table, stamp below. */
const letter = (facts: Facts, random: RandomSource): Sheet => {
	const { words, supplier, site, lines } = facts;
	const hand = handOf(random);
	const pieces = [
		print(40, 60, supplier.name, { size: 21, bold: true }),
		print(40, 80, `${supplier.street}, ${supplier.town}`, { size: 12 }),
		rule(40, 92, 580, 92, 2),
		print(40, 126, words.deliverTo, { size: 11 }),
		...[site.name, site.street, site.town].map((text, i) =>
			print(40, 146 + 18 * i, text, { size: 14 })
		),
		print(40, 240, words.deliveryNote, { size: 22, bold: true }),
		...headOf(facts).flatMap(([label, value], i) => [
			print(340, 130 + 21 * i, label, { size: 13 }),
			print(580, 130 + 21 * i, value, { size: 14, anchor: 'end' })
		])
	];
	const top = 275;
	pieces.push(
		rule(40, top - 18, 580, top - 18),
		print(44, top, words.article, { bold: true }),
		print(140, top, words.description, { bold: true }),
		print(385, top, words.unit, { bold: true }),
		print(490, top, words.quantity, { bold: true, anchor: 'end' }),
		rule(40, top + 8, 580, top + 8)
	);
	const style: TextStyle = { size: 15 };
	lines.forEach((line, i) => {
		const y = top + 34 + 34 * i;
		pieces.push(
			print(44, y, line.article, style),
			print(140, y, line.description, style),
			print(385, y, words.pieces, style),
			...corrected(hand, line.quantity, line.corrected, { right: 490, free: 504, y, style })
		);
	});
	const below = top + 34 + 34 * lines.length;
	pieces.push(
		rule(40, below - 12, 580, below - 12),
		print(44, below + 16, words.packages, style),
		...corrected(hand, facts.packages, facts.packagesCorrected, {
			right: 235,
			free: 248,
			y: below + 16,
			style
		}),
		print(330, below + 16, words.grossWeight, style),
		print(580, below + 16, weightOf(facts), { ...style, anchor: 'end' }),
		...stamp(facts, hand, 60, below + 70),
		...signature(facts, hand, 380, below + 130)
	);
	return { width: 620, height: below + 175, pieces };
};

/** A form with small labels in boxes, the stamp beside the head. */
const form = (facts: Facts, random: RandomSource): Sheet => {
	const { words, supplier, site, lines } = facts;
	const hand = handOf(random);
	const field = (x: number, y: number, width: number, label: string, value: string): string[] => [
		box(x, y, width, 46),
		print(x + 5, y + 14, label, { size: 11 }),
		print(x + 8, y + 36, value, { size: 16 })
	];
	const pieces = [
		print(30, 52, words.deliveryNote, { size: 24, bold: true }),
		box(30, 68, 290, 92),
		print(36, 90, supplier.name, { size: 15, bold: true }),
		print(36, 112, supplier.street, { size: 14 }),
		print(36, 132, supplier.town, { size: 14 }),
		...field(
			30,
			170,
			290,
			words.deliverTo,
			`${site.name}, ${site.town.replace(/^\d+ /u, '')}`.slice(0, 40)
		),
		...stamp(facts, hand, 360, 76),
		...headOf(facts).flatMap(([label, value], i) => field(30 + 141 * i, 226, 137, label, value))
	];
	const top = 296;
	const edges = [30, 60, 165, 415, 475, 590];
	const rows = lines.length + 1;
	pieces.push(
		`<rect x="30" y="${String(top)}" width="560" height="26" fill="currentColor" opacity="0.12"/>`,
		...Array.from({ length: rows + 1 }, (_, i) => {
			const y = i === 0 ? top : top + 26 + 36 * (i - 1);
			return rule(30, y, 590, y);
		}),
		...edges.map((x) => rule(x, top, x, top + 26 + 36 * lines.length)),
		print(36, top + 18, '#', { bold: true }),
		print(66, top + 18, words.article, { bold: true }),
		print(171, top + 18, words.description, { bold: true }),
		print(421, top + 18, words.unit, { bold: true }),
		print(481, top + 18, words.quantity, { bold: true })
	);
	const style: TextStyle = { size: 15 };
	lines.forEach((line, i) => {
		const y = top + 50 + 36 * i;
		pieces.push(
			print(36, y, String(i + 1), style),
			print(66, y, line.article, style),
			print(171, y, line.description, style),
			print(421, y, words.pieces, style),
			...corrected(hand, line.quantity, line.corrected, { right: 522, free: 533, y, style })
		);
	});
	const below = top + 26 + 36 * lines.length + 16;
	pieces.push(
		box(30, below, 270, 50),
		print(36, below + 15, words.packages, { size: 11 }),
		...corrected(hand, facts.packages, facts.packagesCorrected, {
			right: 80,
			free: 96,
			y: below + 38,
			style: { size: 17 }
		}),
		box(320, below, 270, 50),
		print(326, below + 15, words.grossWeight, { size: 11 }),
		print(336, below + 38, weightOf(facts), { size: 17 }),
		...signature(facts, hand, 380, below + 130)
	);
	return { width: 620, height: below + 175, pieces };
};

/** A narrow slip from a line printer. */
const docket = (facts: Facts, random: RandomSource): Sheet => {
	const { words, supplier, site, lines } = facts;
	const hand = handOf(random);
	const mono = (x: number, y: number, text: string, style: TextStyle = {}): string =>
		print(x, y, text, { size: 14, font: 'mono', ...style });
	const dashes = '- '.repeat(22);
	const pieces = [
		mono(215, 44, supplier.name, { bold: true, anchor: 'middle', size: 15 }),
		mono(215, 64, supplier.street, { anchor: 'middle' }),
		mono(215, 83, supplier.town, { anchor: 'middle' }),
		mono(24, 104, dashes),
		mono(215, 128, words.deliveryNote, { bold: true, anchor: 'middle', size: 17 }),
		...headOf(facts).flatMap(([label, value], i) => [
			mono(24, 158 + 20 * i, label),
			mono(406, 158 + 20 * i, value, { anchor: 'end' })
		]),
		mono(24, 246, `> ${site.name}`),
		mono(24, 265, `  ${site.town}`),
		mono(24, 286, dashes),
		mono(24, 304, words.article, { bold: true }),
		mono(330, 304, words.quantity, { bold: true, anchor: 'end' })
	];
	lines.forEach((line, i) => {
		const y = 328 + 42 * i;
		pieces.push(
			mono(24, y, line.article),
			mono(24, y + 17, `  ${line.description}`, { size: 13 }),
			...corrected(hand, line.quantity, line.corrected, {
				right: 330,
				free: 348,
				y,
				style: { size: 14, font: 'mono' }
			}),
			...(line.corrected === null ? [mono(345, y, words.pieces)] : [])
		);
	});
	const below = 334 + 42 * lines.length;
	pieces.push(
		mono(24, below, dashes),
		mono(24, below + 22, words.packages),
		...corrected(hand, facts.packages, facts.packagesCorrected, {
			right: 330,
			free: 348,
			y: below + 22,
			style: { size: 14, font: 'mono' }
		}),
		mono(24, below + 44, words.grossWeight),
		mono(406, below + 44, weightOf(facts), { anchor: 'end' }),
		...stamp(facts, hand, 30, below + 66),
		...(facts.receivedDay === null ? [] : [scribble(hand, 270, below + 120)])
	);
	return { width: 430, height: below + 165, pieces };
};

/** Numbers in a dark column on the left, a striped table on the right. */
const column = (facts: Facts, random: RandomSource): Sheet => {
	const { words, supplier, site, lines } = facts;
	const hand = handOf(random);
	const light = '#f4f4f0';
	const pieces = [
		print(18, 60, words.deliveryNote, {
			size: words.deliveryNote.length > 16 ? 12 : 16,
			bold: true,
			color: light
		}),
		...headOf(facts).flatMap(([label, value], i) => [
			print(18, 110 + 52 * i, label, { size: 12, color: light }),
			print(18, 131 + 52 * i, value, { size: 16, color: light })
		]),
		print(18, 372, words.packages, { size: 12, color: light }),
		print(18, 440, words.grossWeight, { size: 12, color: light }),
		print(18, 463, weightOf(facts), { size: 17, color: light }),
		`<rect x="14" y="380" width="150" height="34" fill="${light}"/>`,
		...corrected(hand, facts.packages, facts.packagesCorrected, {
			right: 60,
			free: 78,
			y: 403,
			style: { size: 17, color: '#222222' }
		}),
		print(200, 60, supplier.name, { size: 18, bold: true }),
		print(200, 80, supplier.street, { size: 13 }),
		print(200, 97, supplier.town, { size: 13 }),
		print(200, 132, words.deliverTo, { size: 11 }),
		print(200, 150, site.name, { size: 14 }),
		print(200, 168, `${site.street}, ${site.town}`, { size: 13 })
	];
	const top = 212;
	const style: TextStyle = { size: 14 };
	pieces.push(
		print(204, top, words.article, { bold: true }),
		print(284, top, words.description, { bold: true }),
		print(540, top, words.quantity, { bold: true, anchor: 'end' }),
		rule(200, top + 8, 605, top + 8, 1.5)
	);
	lines.forEach((line, i) => {
		const y = top + 34 + 36 * i;
		if (i % 2 === 0) {
			pieces.push(
				`<rect x="200" y="${at(y - 23)}" width="405" height="36" fill="currentColor" opacity="0.08"/>`
			);
		}
		pieces.push(
			print(204, y, line.article, style),
			print(284, y, line.description, style),
			...corrected(hand, line.quantity, line.corrected, { right: 540, free: 552, y, style })
		);
	});
	const below = top + 40 + 36 * lines.length;
	const height = Math.max(520, below + 215);
	pieces.unshift(`<rect x="0" y="0" width="180" height="${at(height)}" fill="#37474f"/>`);
	pieces.push(...stamp(facts, hand, 230, below + 40), ...signature(facts, hand, 420, below + 180));
	return { width: 620, height, pieces };
};

export const layouts = { letter, form, docket, column } as const;
export type LayoutName = keyof typeof layouts;

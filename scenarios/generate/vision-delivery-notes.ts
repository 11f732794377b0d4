/**
 * Draws delivery notes of invented companies with what a receiving desk wrote on them, and the fields that they hold. Picture and
 * reference come from the same facts. Here they are SVG; `vision-delivery-notes/draw.ts` makes the photographs of them.
 */
import type { JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { drawFacts, type Facts } from './vision-delivery-notes/facts.ts';
import { layouts, type LayoutName } from './vision-delivery-notes/layouts.ts';
import { photograph, type Photo } from './vision-delivery-notes/photo.ts';
import { allWords } from './vision-delivery-notes/words.ts';

const seed = 20_261_120;
const notesPerLanguage = 9;

const referenceOf = (facts: Facts): Record<string, JsonValue> => {
	const line = facts.lines.find(({ corrected }) => corrected !== null);
	return {
		supplier: facts.supplier.name,
		noteNumber: facts.noteNumber,
		noteDate: facts.noteDay,
		orderNumber: facts.orderNumber,
		receivedDate: facts.receivedDay,
		lines: facts.lines.length,
		correctedArticle: line?.article ?? null,
		correctedQuantity: line?.corrected ?? null,
		packages: facts.packagesCorrected ?? facts.packages,
		grossWeightKg: facts.grossWeightHg / 10
	};
};

const tagsOf = (facts: Facts): string[] => {
	const features: Record<string, boolean> = {
		'corrected-line': facts.lines.some(({ corrected }) => corrected !== null),
		'corrected-packages': facts.packagesCorrected !== null,
		'no-order': facts.orderNumber === null,
		'not-received': facts.receivedDay === null
	};
	return Object.keys(features).filter((name) => features[name]);
};

export interface DrawnNote {
	item: ScenarioItem;
	facts: Facts;
	/** File of the folder `images/`. */
	image: string;
	photo: Photo;
}

const names = Object.keys(layouts) as LayoutName[];

/** All notes with their drawings, always the same. */
export const drawDeliveryNotes = (): DrawnNote[] => {
	const drawn = allWords.flatMap((words, language) =>
		Array.from({ length: notesPerLanguage }, (_, nth) => {
			// A stream per note: a new language leaves the others' notes as they are.
			const random = createRandom(seed, `${words.language}/${String(nth)}`);
			const facts = drawFacts(words, nth, random);
			const layout = names[(nth + language) % names.length] ?? 'letter';
			return { facts, layout, photo: photograph(layouts[layout](facts, random), random) };
		})
	);
	return shuffle(createRandom(seed, 'order'), drawn).map(({ facts, layout, photo }, index) => {
		const id = `note-${String(index + 1).padStart(2, '0')}`;
		const image = `${id}.jpg`;
		return {
			facts,
			image,
			photo,
			item: {
				id,
				input: {},
				images: [image],
				reference: referenceOf(facts),
				language: facts.words.language,
				tags: [`layout-${layout}`, ...tagsOf(facts), ...photo.tags].sort()
			}
		};
	});
};

/** The items of `vision-delivery-notes`, always the same. */
export const generateVisionDeliveryNotes = (): ScenarioItem[] =>
	drawDeliveryNotes().map(({ item }) => item);

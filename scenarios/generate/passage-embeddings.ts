/** The passages of the companies of rag-answers, each a text to be embedded, in an order that says nothing. */
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { ragMaterials } from './rag-answers.ts';

const seed = 20_261_124;

/** The items of `passage-embeddings`, always the same. */
export const generatePassageEmbeddings = (): ScenarioItem[] => {
	const passages = ragMaterials().flatMap(({ company, language, passages }) =>
		passages.map(({ title, text }) => ({
			// `Kestrelle, a maker of electric cargo bicycles`
			company: company.split(',')[0] ?? company,
			language,
			title,
			text: text.trim()
		}))
	);
	return shuffle(createRandom(seed, 'order'), passages).map(
		({ company, language, title, text }, index) => ({
			id: `passage-${String(index + 1).padStart(3, '0')}`,
			input: { title, text },
			reference: null,
			language,
			tags: [company.toLowerCase().replace(/[^a-z0-9]+/gu, '-')]
		})
	);
};

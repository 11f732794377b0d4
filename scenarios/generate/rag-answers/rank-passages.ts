/** A search by words, as retrieval often works. Okapi BM25, https://doi.org/10.1561/1500000019, with k1 = 1.2 and b = 0.75. */

const termsOf = (text: string): string[] =>
	(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((term) => term.length > 2);

interface Findable {
	title: string;
	text: string;
}

/** Passages in order of their fit to a question; `hint` (text of a passage that is known to fit) counts a tenth of it. */
export const rankPassages = <P extends Findable>(
	passages: readonly P[],
	question: string,
	hint: string
): P[] => {
	const documents = passages.map(({ title, text }) => termsOf(`${title} ${title} ${text}`));
	const meanLength = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
	const score = (document: readonly string[], terms: readonly string[]): number =>
		[...new Set(terms)].reduce((sum, term) => {
			const holding = documents.filter((each) => each.includes(term)).length;
			const count = document.filter((each) => each === term).length;
			const rarity = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
			const norm = 1.2 * (0.25 + (0.75 * document.length) / meanLength);
			return sum + (rarity * count * 2.2) / (count + norm);
		}, 0);
	const scores = new Map(
		passages.map((passage, index) => {
			const document = documents[index] ?? [];
			return [passage, score(document, termsOf(question)) + 0.1 * score(document, termsOf(hint))];
		})
	);
	return [...passages].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
};

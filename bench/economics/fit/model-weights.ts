/** Memory that the weights of a model take in a format: the size that the book gives, else from the parameters. */
import type { Model } from '#core/model-book.ts';
import type { WeightFormat } from '#core/model-formats.ts';
import { weightFormatFacts } from './weight-format.ts';

export interface ModelWeights {
	format: WeightFormat;
	/** 10^9 bytes, all experts included. */
	gb: number;
	/** `book`: the size that the book gives, with its source. `calculated`: parameters × bytes. */
	basis: 'book' | 'calculated';
	/** The arithmetic, in words and numbers. */
	formula: string;
}

type WeightedModel = Pick<Model, 'parameters' | 'architecture' | 'weights'>;

/** Parameters in the embeddings, 10^9: one matrix of vocabulary × hidden size, or two where output has its own. */
const embeddingParametersB = ({ architecture }: WeightedModel): number =>
	architecture === null
		? 0
		: (architecture.vocabularyTokens *
				architecture.hiddenSize *
				(architecture.tiedEmbeddings ? 1 : 2)) /
			1e9;

/** `12.3` */
const short = (value: number): string =>
	value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 1 });

/** Weights in GB of 10^9 bytes; null where the book has no number of parameters. */
export const modelWeights = (model: WeightedModel, format: WeightFormat): ModelWeights | null => {
	const published = model.weights.find((each) => each.format === format)?.sizeGb;
	if (published) {
		return {
			format,
			gb: published.value,
			basis: 'book',
			formula: `${short(published.value)} GB in the book (${published.source}${published.note === null ? '' : `; ${published.note}`})`
		};
	}
	if (model.parameters === null) return null;
	const totalB = model.parameters.totalB.value;
	const { bytesPerParameter, embeddingsAt16Bit, source } = weightFormatFacts[format];
	const wideB = embeddingsAt16Bit ? Math.min(totalB, embeddingParametersB(model)) : 0;
	const gb = (totalB - wideB) * bytesPerParameter + wideB * 2;
	const bytes = bytesPerParameter.toLocaleString('en-US', { maximumFractionDigits: 4 });
	const experts = model.parameters.mixtureOfExperts ? ', all experts' : '';
	const embeddings = wideB === 0 ? '' : ` + ${short(wideB)} B of embeddings × 2 bytes`;
	return {
		format,
		gb,
		basis: 'calculated',
		formula: `${short(totalB - wideB)} B parameters${experts} × ${bytes} bytes${embeddings} = ${short(gb)} GB (${source})`
	};
};

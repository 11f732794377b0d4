/** The model book as text: a list, and one model with the source of every figure. */
import type { Evidence } from '#core/book-evidence.ts';
import type { LayerGroup, Model } from '#core/model-book.ts';
import { evidenceText, figureText } from './evidence-text.ts';
import { missing, renderTable } from './format.ts';
import { licenceLines } from './model-fit-report.ts';

const count = (value: number): string => value.toLocaleString('en-US');

/** `70.6 B`, `1,026 B (32 active)`; an en dash where not published. */
const sizeText = ({ parameters }: Model): string => {
	if (parameters === null) return missing;
	const total = parameters.totalB.value.toLocaleString('en-US', { maximumFractionDigits: 1 });
	if (!parameters.mixtureOfExperts) return `${total} B`;
	const active = parameters.activeB?.value ?? null;
	return active === null
		? `${total} B (active not known)`
		: `${total} B (${active.toLocaleString('en-US', { maximumFractionDigits: 1 })} active)`;
};

const commercialText = ({ licence }: Model): string =>
	licence === null
		? 'terms of the API'
		: { yes: 'yes', conditional: 'with conditions', no: 'no' }[licence.commercialUse];

/** One line a model. */
export const renderModelList = (models: readonly Model[], maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'model', align: 'left' },
			{ title: 'family', align: 'left', dropOrder: 3 },
			{ title: 'kind', align: 'left', dropOrder: 2 },
			{ title: 'parameters', align: 'right' },
			{ title: 'context', align: 'right' },
			{ title: 'weights', align: 'left', dropOrder: 1 },
			{ title: 'licence', align: 'left', dropOrder: 1 },
			{ title: 'commercial use', align: 'left', dropOrder: 1 }
		],
		models.map((model) => [
			model.id,
			model.family,
			model.kind,
			sizeText(model),
			model.contextTokens === null ? missing : count(model.contextTokens.value),
			model.access === 'api-only' ? 'API only' : 'open',
			model.licence?.name ?? missing,
			commercialText(model)
		]),
		{ maxWidth }
	);

const groupText = (group: LayerGroup): string => {
	const layers = `${String(group.layers)} layers`;
	switch (group.kind) {
		case 'full':
			return `${layers} with full attention: ${String(group.kvHeads)} KV heads of ${String(group.headDim)}`;
		case 'sliding':
			return `${layers} with a window of ${count(group.windowTokens)} tokens: ${String(group.kvHeads)} KV heads of ${String(group.headDim)}`;
		case 'latent':
			return `${layers} with a latent cache: ${String(group.kvLoraRank)} + ${String(group.ropeDim)} elements a token${group.indexerLayers === 0 ? '' : `, indexer keys of ${String(group.indexerDim)} in ${String(group.indexerLayers)} of them`}`;
		case 'compressed':
			return `${layers} with one entry of ${String(group.entryDim)} elements for ${String(group.tokensPerEntry)} tokens and the last ${String(group.windowTokens)} tokens`;
		case 'recurrent':
			return `${layers} with a state of fixed size: ${String(group.heads)} heads of ${String(group.keyDim)} × ${String(group.valueDim)}`;
	}
};

const noted = (evidence: Evidence): string =>
	`${evidenceText(evidence)}${evidence.note === null ? '' : `: ${evidence.note}`}`;

/** Everything the book knows of a model, each figure with its source; what is not known is said. */
export const renderModel = (model: Model): string => {
	const { parameters, contextTokens, architecture, released, licence } = model;
	const lines: [string, string][] = [
		['id', [model.id, ...model.aliases].join(', ')],
		['publisher', `${model.publisher}, family ${model.family}`],
		[
			'kind',
			`${model.kind}, ${model.access === 'api-only' ? 'sold as an API only' : 'open weights'}`
		],
		['released', released === null ? 'not known' : `${released.day} ${noted(released)}`],
		[
			'parameters',
			parameters === null ? 'not published' : `${sizeText(model)} ${noted(parameters.totalB)}`
		],
		[
			'context',
			contextTokens === null
				? 'not known'
				: `${figureText(contextTokens, 'tokens')} ${noted(contextTokens)}`
		],
		[
			'modalities',
			`${model.modalities.input.join(', ')} → ${model.modalities.output.join(', ')} ${noted(model.modalities)}`
		]
	];
	if (architecture === null) lines.push(['layers', 'sizes not known']);
	else {
		lines.push([
			'layers',
			`hidden size ${count(architecture.hiddenSize)}, ${String(architecture.attentionHeads)} attention heads, vocabulary of ${count(architecture.vocabularyTokens)} ${noted(architecture)}`
		]);
		for (const group of architecture.layerGroups) lines.push(['', groupText(group)]);
	}
	for (const [index, { format, sizeGb }] of model.weights.entries()) {
		const size = sizeGb === null ? '' : `, ${figureText(sizeGb, 'GB')} ${noted(sizeGb)}`;
		lines.push([index === 0 ? 'weights' : '', `${format}${size}`]);
	}
	const terms = licence === null ? ["the provider's terms"] : licenceLines(licence);
	for (const [index, line] of terms.entries()) lines.push([index === 0 ? 'licence' : '', line]);
	for (const [index, { provider, model: id }] of model.prices.entries()) {
		lines.push([index === 0 ? 'bought at' : '', `${provider}: ${id}`]);
	}
	for (const note of model.notes) lines.push(['note', note]);
	return [model.title, ...lines.map(([label, text]) => `  ${label.padEnd(10)} ${text}`)].join('\n');
};

/**
 * A scenario as a verifiable environment: one JSON object a line with messages, reference and grader, for programs that train or check a
 * model against it. Nothing is lost: `bench` grades such a line as it grades an answer of a run.
 */
import { fillPrompt, imagesOf, type LoadedScenario, type ScenarioItem } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';

/** Text, or parts as OpenAI Chat has them where the item shows images. */
const contentOf = (loaded: LoadedScenario, item: ScenarioItem): string | object[] => {
	const text = fillPrompt(loaded.scenario.prompt.user, item.input);
	const images = imagesOf(loaded, item);
	if (images.length === 0) return text;
	return [
		...images.map(({ mediaType, base64 }) => ({
			type: 'image_url',
			image_url: { url: `data:${mediaType};base64,${base64}` }
		})),
		{ type: 'text', text }
	];
};

export const exportEnvironment = (loaded: LoadedScenario): ExportedScenario => {
	const { scenario, items, hash } = loaded;
	const { id, version, prompt, grader, maxOutputTokens, quick } = scenario;
	const lines = items.map((item) =>
		JSON.stringify({
			id: `${id}/${item.id}`,
			scenario: { id, version, hash },
			messages: [
				...(prompt.system === ''
					? []
					: [{ role: 'system', content: fillPrompt(prompt.system, item.input) }]),
				{ role: 'user', content: contentOf(loaded, item) }
			],
			maxOutputTokens,
			reference: item.reference,
			grader,
			language: item.language,
			tags: item.tags,
			quick: quick?.includes(item.id) ?? false
		})
	);
	return { files: [{ name: `${id}.jsonl`, text: `${lines.join('\n')}\n` }], differences: [] };
};

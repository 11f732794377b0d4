/**
 * A scenario as a verifiable environment: one JSON object a line with messages, reference and grader, for programs that train or check a
 * model against it. Nothing is lost: `bench` grades such a line as it grades an answer of a run.
 */
import { fillPrompt, type LoadedScenario } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';

export const exportEnvironment = ({ scenario, items, hash }: LoadedScenario): ExportedScenario => {
	const { id, version, prompt, grader, maxOutputTokens, quick } = scenario;
	const lines = items.map((item) =>
		JSON.stringify({
			id: `${id}/${item.id}`,
			scenario: { id, version, hash },
			messages: [
				...(prompt.system === ''
					? []
					: [{ role: 'system', content: fillPrompt(prompt.system, item.input) }]),
				{ role: 'user', content: fillPrompt(prompt.user, item.input) }
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

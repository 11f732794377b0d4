/** A scenario as a grader of OpenAI with its items as JSONL, each line one `item`. */
import type { GraderKind } from '#core/grader-spec.ts';
import { fillPrompt, type LoadedScenario } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';
import { textReferencesOf } from './text-references.ts';

const kinds: GraderKind[] = ['label', 'exact', 'rouge-l'];

export const exportOpenAiGrader = (loaded: LoadedScenario): ExportedScenario => {
	const { scenario, items } = loaded;
	const { grader, id, prompt } = scenario;
	const compared = { name: id, input: '{{sample.output_text}}', reference: '{{item.reference}}' };
	const graderJson =
		grader.kind === 'rouge-l'
			? {
					type: 'text_similarity',
					...compared,
					evaluation_metric: 'rouge_l',
					pass_threshold: grader.passScore
				}
			: { type: 'string_check', ...compared, operation: 'eq' };
	const lines = items.map((item) => {
		const [reference = ''] = textReferencesOf(loaded, item, { format: 'an OpenAI grader', kinds });
		const messages = [
			...(prompt.system === ''
				? []
				: [{ role: 'system', content: fillPrompt(prompt.system, item.input) }]),
			{ role: 'user', content: fillPrompt(prompt.user, item.input) }
		];
		return JSON.stringify({ messages, reference, id: item.id });
	});
	return {
		files: [
			{ name: 'grader.json', text: `${JSON.stringify(graderJson, null, '\t')}\n` },
			{ name: 'items.jsonl', text: `${lines.join('\n')}\n` }
		],
		differences: [
			grader.kind === 'rouge-l'
				? 'Words are cut otherwise there, so that scores differ a little.'
				: 'The answer must be the reference, letter by letter; bench sets white space aside, and for labels more.',
			'Only the first of several accepted texts counts there.'
		]
	};
};

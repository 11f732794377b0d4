/** A scenario as a task of lm-evaluation-harness (0.4): its YAML and the items beside it. */
import { stringify } from 'yaml';
import type { GraderKind } from '#core/grader-spec.ts';
import { fillPrompt, type LoadedScenario } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';
import { textReferencesOf } from './text-references.ts';

const kinds: GraderKind[] = ['label', 'exact', 'normalised'];

export const exportLmEval = (loaded: LoadedScenario): ExportedScenario => {
	const { scenario, items } = loaded;
	const isExact = scenario.grader.kind === 'exact';
	const lines = items.map((item) => {
		const [target = '', ...others] = textReferencesOf(loaded, item, { format: 'lm-eval', kinds });
		const { system, user } = scenario.prompt;
		const filled = [system, user]
			.filter((text) => text !== '')
			.map((text) => fillPrompt(text, item.input));
		return {
			line: JSON.stringify({ id: item.id, prompt: filled.join('\n\n'), target }),
			others: others.length
		};
	});
	const task = {
		task: `breakeven_${scenario.id.replaceAll(/[^a-z0-9]+/gu, '_')}`,
		dataset_path: 'json',
		dataset_kwargs: { data_files: { test: 'items.jsonl' } },
		test_split: 'test',
		output_type: 'generate_until',
		doc_to_text: '{{prompt}}',
		doc_to_target: '{{target}}',
		generation_kwargs: { until: [], max_gen_toks: scenario.maxOutputTokens, do_sample: false },
		filter_list: [
			{ name: 'stripped', filter: [{ function: 'remove_whitespace' }, { function: 'take_first' }] }
		],
		metric_list: [
			{
				metric: 'exact_match',
				aggregation: 'mean',
				higher_is_better: true,
				...(isExact ? {} : { ignore_case: true, ignore_punctuation: true })
			}
		],
		metadata: { version: scenario.version }
	};
	const hasOthers = lines.some(({ others }) => others > 0);
	return {
		files: [
			{ name: `${task.task}.yaml`, text: stringify(task, { lineWidth: 0 }) },
			{ name: 'items.jsonl', text: `${lines.map(({ line }) => line).join('\n')}\n` }
		],
		differences: [
			'System and user prompt are one text here, as a task has no chat of its own.',
			...(isExact
				? []
				: ['Accents and spaces inside an answer count here; for bench they do not.']),
			...(scenario.grader.kind === 'label'
				? ['bench also finds a label that is named in a sentence.']
				: []),
			...(hasOthers ? ['Only the first of several accepted texts counts here.'] : [])
		]
	};
};

/** A scenario as a configuration of promptfoo: one prompt, one test an item. Written for version 0.123. */
import { stringify } from 'yaml';
import type { GraderKind, JudgeSpec } from '#core/grader-spec.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { ExportedScenario } from './exported-file.ts';
import { rubricInWords } from './rubric-text.ts';
import { textReferencesOf } from './text-references.ts';

const kinds: GraderKind[] = ['label', 'exact', 'normalised', 'number', 'json-schema', 'judge'];

/** Letters and digits alone, as an expression of JavaScript over `text`. */
const keyOf = (text: string): string =>
	`${text}.normalize('NFKD').toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, '')`;

const differencesOf: Partial<Record<GraderKind, string>> = {
	label:
		'An answer passes here where it is the label and nothing else, without case and punctuation; bench also finds a label that is named in a sentence.',
	number:
		'An answer passes here where it is a number and nothing else; bench also finds a number that is marked as the answer.',
	'json-schema':
		'Only the schema is checked here; bench also compares every value with the reference.',
	judge:
		'One judge of promptfoo scores the answer as a whole from 0 to 1, with a wording of its own; bench has each criterion scored, takes the weighted mean, and may ask several judges, whose agreement with people it measures. Shares right of both are not to be compared.'
};

/** Braces of a text would be placeholders of the template language. */
const escaped = (text: string): string => text.replaceAll('{%', '{ %').replaceAll('{#', '{ #');

/** The score of promptfoo runs from 0 to 1 whatever the scale of the rubric. */
const rubricAssert = (spec: JudgeSpec, reference: string | null): object => {
	const { from, to } = spec.rubric.scale;
	const threshold = Number(((spec.passAt - from) / (to - from)).toFixed(4));
	const parts = [
		rubricInWords(spec),
		`Give as score the weighted mean brought to 0 to 1: (mean - ${String(from)}) / ${String(to - from)}.`,
		...(reference === null ? [] : [`What a good answer holds, in whatever words:\n${reference}`])
	];
	return {
		type: 'llm-rubric',
		threshold,
		value: escaped(parts.join('\n\n')).replaceAll('{{', '{ {')
	};
};

const assertOf = ({ scenario: { grader } }: LoadedScenario, texts: readonly string[]): object => {
	if (grader.kind === 'judge') return rubricAssert(grader, texts[0] ?? null);
	if (grader.kind === 'json-schema') return { type: 'is-json', value: grader.schema };
	const javascript = (value: string): object => ({ type: 'javascript', value });
	const accepted = JSON.stringify(texts);
	if (grader.kind === 'exact') {
		return javascript(`${accepted}.includes(output.normalize('NFC').trim())`);
	}
	if (grader.kind === 'number') {
		const [value = '0'] = texts;
		const allowed = Math.max(grader.tolerance, grader.relativeTolerance * Math.abs(Number(value)));
		return javascript(
			`output.trim() !== '' && Math.abs(Number(output.trim().replace(/[,$€£%]/g, '')) - ${value}) <= ${String(allowed + 1e-9)}`
		);
	}
	return javascript(`${accepted}.some((text) => ${keyOf('text')} === ${keyOf('output')})`);
};

export const exportPromptfoo = (loaded: LoadedScenario): ExportedScenario => {
	const { scenario, items } = loaded;
	const { prompt, grader } = scenario;
	const messages = [
		...(prompt.system === '' ? [] : [{ role: 'system', content: escaped(prompt.system) }]),
		{ role: 'user', content: escaped(prompt.user) }
	];
	const config = {
		description: scenario.title,
		prompts: ['file://prompt.json'],
		// The user puts a provider in place of it.
		providers: [{ id: 'openai:chat:MODEL', config: { max_tokens: scenario.maxOutputTokens } }],
		tests: items.map((item) => ({
			description: item.id,
			vars: item.input,
			assert: [assertOf(loaded, textReferencesOf(loaded, item, { format: 'promptfoo', kinds }))],
			metadata: { language: item.language, tags: item.tags }
		}))
	};
	const difference = differencesOf[grader.kind];
	return {
		files: [
			{ name: 'promptfooconfig.yaml', text: stringify(config, { lineWidth: 0 }) },
			{ name: 'prompt.json', text: `${JSON.stringify(messages, null, '\t')}\n` }
		],
		differences: difference === undefined ? [] : [difference]
	};
};

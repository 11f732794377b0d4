/**
 * A log of inspect_ai in its JSON form: a sample for each item and epoch, with the value of each scorer. Of its letters C is right,
 * I and N (no answer) are wrong, and P, in part right, counts one half.
 */
import { isObject } from '#core/json.ts';
import { createFieldReader, type FieldReader } from './field-reader.ts';
import type { BadResult, ReadChoice, ReadRows, ResultRow } from './result-row.ts';

type Fields = Record<string, unknown>;

const part = (value: unknown, name: string): Fields => {
	const found = isObject(value) ? value[name] : undefined;
	return isObject(found) ? found : {};
};

const letters: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0, N: 0 };

const whole = (path: string, message: string, reason: string): BadResult => ({
	line: null,
	path,
	message,
	reason,
	isQuestion: true
});

const scoreOf = (read: FieldReader, field: string, value: unknown): number | null => {
	if (typeof value === 'string' && value in letters) return letters[value] ?? null;
	if (isObject(value) || Array.isArray(value)) {
		read.problem(
			field,
			'is no single value; expected C, I, P, N, true, false or a number from 0 to 1',
			'its value is no single one'
		);
		return null;
	}
	return read.score(field, value);
};

/** Tokens of the model over the sample; null where another model (a judge) was used as well and none has its name. */
const usageOf = (sample: Fields, model: string): Fields => {
	const usage = part(sample, 'model_usage');
	const names = Object.keys(usage);
	const name = model in usage ? model : names.length === 1 ? names[0] : undefined;
	return name === undefined ? {} : part(usage, name);
};

/** The time of the one call of a sample; of several calls only the last one is logged, which says nothing of the whole. */
const latencyMsOf = (sample: Fields): number | null => {
	const { messages } = sample;
	const calls = Array.isArray(messages)
		? messages.filter((each) => isObject(each) && each['role'] === 'assistant').length
		: 0;
	const { time } = part(sample, 'output');
	return calls === 1 && typeof time === 'number' ? time * 1_000 : null;
};

const textOf = (content: unknown): string | null => {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return null;
	const texts = content.flatMap((each) =>
		isObject(each) && typeof each['text'] === 'string' ? [each['text']] : []
	);
	return texts.length === 0 ? null : texts.join('\n');
};

const answerOf = (sample: Fields): string | null => {
	const { completion, choices } = part(sample, 'output');
	if (typeof completion === 'string' && completion !== '') return completion;
	const first: unknown = Array.isArray(choices) ? (choices as unknown[])[0] : null;
	return textOf(part(first, 'message')['content']);
};

const errorOf = (sample: Fields): string | null => {
	const { error } = sample;
	if (error === undefined || error === null) return null;
	const message = isObject(error) ? error['message'] : error;
	return typeof message === 'string' && message !== '' ? message : 'failed';
};

/** The scorer that counts, or what is wrong with the choice. */
const scorerOf = (samples: readonly unknown[], { metric }: ReadChoice): string | BadResult => {
	const names = [...new Set(samples.flatMap((sample) => Object.keys(part(sample, 'scores'))))];
	const list = names.join(', ') || 'none';
	if (metric !== null) {
		return names.includes(metric)
			? metric
			: whole('samples', `there is no scorer "${metric}"; there are ${list}`, 'no such scorer');
	}
	const [only, ...others] = names;
	return only !== undefined && others.length === 0
		? only
		: whole(
				'samples',
				names.length === 0
					? 'no sample has a score; expected a log of samples that were scored'
					: `there are several scorers, ${list}: say which counts with --metric NAME`,
				'no scorer is chosen'
			);
};

const rowOf = (
	sample: Fields,
	read: FieldReader,
	{
		path,
		target,
		model,
		scorer,
		item
	}: Record<'path' | 'target' | 'model' | 'scorer', string> & {
		item: string | null;
	}
): ResultRow => {
	const usage = usageOf(sample, model);
	const error = errorOf(sample);
	const epoch = sample['epoch'];
	const field = `scores.${scorer}.value`;
	const tokens = (name: string): number | null => read.tokens(`model_usage.${name}`, usage[name]);
	// Input tokens do not count those of a cache.
	const uncached = tokens('input_tokens');
	const fromCache = tokens('input_tokens_cache_read');
	const toCache = tokens('input_tokens_cache_write');
	return {
		line: null,
		path,
		target,
		item: read.name(item ?? 'id', item === null ? sample['id'] : part(sample, 'metadata')[item]),
		// Epochs count from 1.
		trial: read.trial('epoch', typeof epoch === 'number' ? epoch - 1 : 0),
		passed: null,
		score:
			error === null ? scoreOf(read, field, part(part(sample, 'scores'), scorer)['value']) : null,
		error,
		costUsd: read.costUsd('model_usage.total_cost', usage['total_cost']),
		latencyMs: read.latencyMs('output.time', latencyMsOf(sample)),
		inputTokens: uncached === null ? null : uncached + (fromCache ?? 0) + (toCache ?? 0),
		cacheReadTokens: fromCache,
		outputTokens: tokens('output_tokens'),
		answer: answerOf(sample)
	};
};

/** A log that was not ended as it was meant to be holds the samples until then. */
const statusNotes = (document: unknown): string[] => {
	const status = isObject(document) ? document['status'] : undefined;
	if (typeof status !== 'string' || status === 'success') return [];
	return [
		`The log says that its evaluation has the status "${status}", not "success": samples may be missing from it.`
	];
};

/** Throws where the text is not JSON; what is wrong with single samples is in `bad`. */
export const readInspectLog = (text: string, choice: ReadChoice): ReadRows => {
	const document: unknown = JSON.parse(text);
	const samples = isObject(document) ? document['samples'] : undefined;
	const model = part(document, 'eval')['model'];
	const itemsBy = choice.item === null ? '"id" of the sample' : `metadata "${choice.item}"`;
	const refused = (bad: BadResult): ReadRows => ({ rows: [], bad: [bad], itemsBy, notes: [] });
	if (!Array.isArray(samples)) {
		return refused(
			whole('samples', 'there are none; expected a log with its samples', 'no samples')
		);
	}
	const target = choice.target ?? (typeof model === 'string' ? model : null);
	if (target === null) {
		return refused(whole('eval.model', 'missing: name the model with --target NAME', 'no target'));
	}
	const scorer = scorerOf(samples, choice);
	if (typeof scorer !== 'string') return refused(scorer);
	const bad: BadResult[] = [];
	const rows: ResultRow[] = [];
	for (const [index, sample] of samples.entries()) {
		const path = `samples[${String(index)}]`;
		const read = createFieldReader({ line: null, path });
		if (!isObject(sample)) {
			bad.push({
				line: null,
				path,
				message: 'expected an object',
				reason: 'the sample is no object'
			});
			continue;
		}
		const row = rowOf(sample, read, {
			path,
			target,
			model: typeof model === 'string' ? model : target,
			scorer,
			item: choice.item
		});
		if (read.bad.length > 0) bad.push(...read.bad);
		else rows.push(row);
	}
	const letterNote = rows.some(({ score }) => score === 0.5)
		? ' P, in part right, counts as a score of 0.5.'
		: '';
	return {
		rows,
		bad,
		itemsBy,
		notes: [
			`What is right is told by the scorer "${scorer}".${letterNote}`,
			...statusNotes(document)
		]
	};
};

/** One line of `items.jsonl`. */
import { errorMessage } from '#core/errors.ts';
import { itemSchema, type ScenarioItem } from '#core/scenario.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';

type ParsedLine = { item: ScenarioItem } | { refused: { path: string; message: string }[] };

/** The item of a line, or all that is wrong with it. */
export const parseItem = (text: string): ParsedLine => {
	const refuse = (message: string): ParsedLine => ({ refused: [{ path: '', message }] });
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return refuse(`not JSON: ${errorMessage(error)}`);
	}
	try {
		const checked = checkValue(value, itemSchema);
		if (checked.ok) return { item: checked.value };
		return {
			refused: checked.problems.map(({ path, message }) => ({ path: renderPath(path), message }))
		};
	} catch (error) {
		if (error instanceof RangeError) return refuse('nested too deeply');
		throw error;
	}
};

/** The item with the texts of its documents in its input. */
export const withDocuments = (
	item: ScenarioItem,
	documents: ReadonlyMap<string, string | null>,
	report: (path: string, message: string) => void
): ScenarioItem => {
	const input = { ...item.input };
	for (const [name, file] of Object.entries(item.documents ?? {})) {
		const text = documents.get(file);
		if (Object.hasOwn(item.input, name)) {
			report(`documents.${name}`, `"${name}" is in "input" as well`);
		} else if (text === undefined) {
			report(`documents.${name}`, `there is no file documents/${file}`);
		} else if (text === null) report(`documents.${name}`, `documents/${file} is not UTF-8 text`);
		input[name] = text ?? '';
	}
	return { ...item, input };
};

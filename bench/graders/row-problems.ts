/** What is wrong with the rows of a reference: fields that do not fit the spec, and wrong rows that would pass for right ones. */
import type {
	JsonRowsSpec,
	RowListSpec,
	RowReference,
	RowsReference,
	WrittenRow
} from '#core/grader-spec/json-rows.ts';
import { checkFieldReference } from './field-value.ts';

const fieldProblems = (list: RowListSpec, row: WrittenRow): string[] => [
	...list.fields.flatMap((field) => {
		const value = row.fields[field.name];
		const problem =
			value === undefined
				? 'is missing; write null where there is none'
				: checkFieldReference(field, value);
		return problem === null ? [] : [`"${field.name}" ${problem}`];
	}),
	...Object.keys(row.fields)
		.filter((key) => list.fields.every(({ name }) => name !== key))
		.map((key) => `the grader has no field "${key}"`),
	...(list.text === undefined && list.fields.length > 0 && row.text !== null
		? ['the grader reads no text of this list']
		: [])
];

/** Every problem in one sentence; null if there is none. `isRight` says whether a row passes for one of the reference. */
export const problemOfRows = (
	spec: JsonRowsSpec,
	{ lists, invented }: RowsReference,
	isRight: (list: RowListSpec, expected: RowReference, candidate: WrittenRow) => boolean
): string | null => {
	const problems: string[] = [];
	if (Object.keys(lists).length === 0) problems.push('"lists": expected at least one list');
	for (const name of new Set([...Object.keys(lists), ...Object.keys(invented)])) {
		const list = spec.lists.find((each) => each.name === name);
		if (list === undefined) {
			problems.push(`"${name}": the grader has no such list`);
			continue;
		}
		const rows = lists[name] ?? [];
		const wrong = [...rows.flatMap(({ slips }) => slips), ...(invented[name] ?? [])];
		for (const row of [...rows, ...wrong]) {
			problems.push(...fieldProblems(list, row).map((each) => `"${name}": ${each}`));
		}
		for (const row of wrong) {
			if (rows.some((expected) => isRight(list, expected, row))) {
				problems.push(`"${name}": the wrong row ${JSON.stringify(row)} passes for a right one`);
			}
		}
	}
	return problems.length === 0 ? null : problems.slice(0, 5).join('; ');
};

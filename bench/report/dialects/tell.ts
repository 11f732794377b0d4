/** What a tool would tell of a recording, if its client speaks the protocol at all. */
import { dialects } from './index.ts';
import type { CommonFigures, DialectFigures, DialectName, ResultFields } from './dialect.ts';
import { Unknown } from './known.ts';
import type { Recording } from './recording.ts';
import { traitsOf } from './recording-traits.ts';

const whyNot = (name: DialectName, { protocol }: Recording): Unknown | null => {
	const { speaks, title } = dialects[name];
	return speaks.includes(protocol)
		? null
		: new Unknown(`the client of ${title} does not speak ${protocol}`);
};

const blank = (fields: ResultFields, reason: Unknown): ResultFields =>
	Object.fromEntries(
		Object.entries(fields).map(([field, value]) => [
			field,
			typeof value === 'number' || value instanceof Unknown ? reason : blank(value, reason)
		])
	);

/** The figures of a recording by the rules of a tool; all unknown where its client could not have made the recording. */
export const tellAs = (name: DialectName, recording: Recording): DialectFigures => {
	const told = dialects[name].compute(recording);
	const reason = whyNot(name, recording);
	if (reason === null) return told;
	const common: CommonFigures = {
		ttftMs: reason,
		itlMs: reason,
		tpotMs: reason,
		e2eMs: reason,
		requestsPerS: reason,
		outputTokensPerS: reason,
		goodputPerS: reason
	};
	return {
		columns: told.columns,
		rows: told.rows.map((row) => ({ ...row, values: row.values.map(() => reason) })),
		result: blank(told.result, reason),
		common,
		notes: []
	};
};

/** In what the figures of a tool differ from ours, as parts of one sentence; empty where they do not. */
export const differencesAs = (name: DialectName, recording: Recording): string[] => {
	const reason = whyNot(name, recording);
	return reason ? [reason.reason] : dialects[name].differences(traitsOf(recording));
};

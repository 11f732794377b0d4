/** A kept answer as people read it: a conversation with tools turn by turn, any other answer as it is. */
import type { Transcript } from '#core/transcript.ts';

const isTranscript = (value: unknown): value is Transcript =>
	typeof value === 'object' &&
	value !== null &&
	'turns' in value &&
	Array.isArray(value.turns) &&
	'message' in value &&
	'changes' in value &&
	typeof value.changes === 'object' &&
	value.changes !== null;

const transcriptIn = (text: string): Transcript | null => {
	if (!text.startsWith('{"turns":')) return null;
	try {
		const value: unknown = JSON.parse(text);
		return isTranscript(value) ? value : null;
	} catch {
		return null;
	}
};

const fieldsOf = (row: Readonly<Record<string, unknown>>): string =>
	Object.entries(row)
		.map(([field, value]) => `${field} = ${JSON.stringify(value)}`)
		.join(', ');

const changeLines = (changes: Transcript['changes']): string[] =>
	Object.entries(changes).flatMap(([table, { created, changed, removed }]) => [
		...Object.entries(created).map(([id, row]) => `  ${table}: new "${id}": ${fieldsOf(row)}`),
		...Object.entries(changed).map(([id, row]) => `  ${table}: "${id}": ${fieldsOf(row)}`),
		...removed.map((id) => `  ${table}: "${id}" is gone`)
	]);

/** The text that is shown for an answer. */
export const shownAnswerText = (text: string): string => {
	const transcript = transcriptIn(text);
	if (!transcript) return text;
	const { turns, message, changes } = transcript;
	const changed = changeLines(changes);
	return [
		...turns.flatMap((turn, index) => [
			`Turn ${String(index + 1)}`,
			...(turn.text === '' ? [] : [`  ${turn.text}`]),
			...turn.calls.flatMap((call) => [`  ${call.name} ${call.arguments}`, `    → ${call.result}`]),
			''
		]),
		message === null ? 'No last message' : 'Last message',
		...(message === null ? [] : [`  ${message.replaceAll('\n', '\n  ')}`]),
		'',
		changed.length === 0 ? 'Nothing was changed' : 'What was changed',
		...changed
	].join('\n');
};

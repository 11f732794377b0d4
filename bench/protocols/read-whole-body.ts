/** Reads answers that are one JSON body with a list of what was made: images, embeddings. Nothing of them is streamed. */
import type { RecordedResponse } from '#core/recorded-response.ts';
import { jsonBodyFraming } from './framing/framing.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import type { Reading } from './protocol.ts';
import { readResponse, type Dialect, type ObserveEvent } from './response-reader.ts';

/** `made`: what an entry of `data` holds; none where it is of another kind. `missing`: what is said of an answer without any. */
export const readWholeBody = <Made>(
	response: RecordedResponse,
	{ stream, observe }: { stream: boolean; observe: ObserveEvent | undefined },
	{
		made,
		missing,
		usage
	}: {
		made: (entry: Record<string, unknown>) => Made[];
		missing: string;
		usage: Dialect['usage'];
	}
): { reading: Reading; all: Made[] } => {
	const all: Made[] = [];
	const reading = readResponse(
		response,
		stream,
		(draft): Dialect => ({
			framing: jsonBodyFraming,
			event: () => undefined,
			body: (json) => {
				draft.nameModel(textAt(json, 'model'));
				const told = objectAt(json, 'usage');
				if (told) draft.addUsage(told);
				all.push(...objectsAt(json, 'data').flatMap(made));
				return all.length === 0 ? missing : null;
			},
			usage
		}),
		observe
	);
	return { reading, all };
};

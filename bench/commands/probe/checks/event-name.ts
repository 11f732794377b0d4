import type { ObservedEvent } from '#bench/protocols/response-reader.ts';

/** What an event of a stream is called: its own name, else its `type`; null where it has neither. */
export const eventName = ({ name, json }: Pick<ObservedEvent, 'name' | 'json'>): string | null => {
	if (json === null) return '[DONE]';
	if (name !== 'message') return name;
	const { type } = json;
	return typeof type === 'string' ? type : null;
};

/** Asks an endpoint for its list of models, which costs nothing: whether the key is accepted and the model is there. */
import { isObject, parseJson } from '#core/json.ts';
import { targetProtocol, type RemoteTarget } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';

export type ModelCheck =
	| { kind: 'found' }
	/** The list came without the model; some endpoints serve more than they list. */
	| { kind: 'not-listed'; known: string[] }
	/** The endpoint refused the key. */
	| { kind: 'refused'; status: number }
	/** It has no such list, or nothing that can be read as one. */
	| { kind: 'unknown' };

/** Longest wait for the list, ms. */
const timeoutMs = 10_000;

const idsOf = (body: unknown): string[] | null => {
	if (!isObject(body) || !Array.isArray(body['data'])) return null;
	return body['data'].flatMap((entry: unknown) =>
		isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : []
	);
};

/** Never throws for what an endpoint answers or fails to answer. */
export const checkModel = async (
	target: RemoteTarget,
	apiKey: string | null
): Promise<ModelCheck> => {
	const { baseUrl, model } = target;
	const { url, headers } = protocols[targetProtocol(target)].buildRequest(
		{ baseUrl, model, apiKey },
		{
			system: null,
			messages: [],
			maxOutputTokens: 1,
			stream: false,
			temperature: null,
			seed: null,
			extraBody: {}
		}
	);
	url.pathname = url.pathname.replace(
		/\/(chat\/completions|messages|images\/generations)$/,
		'/models'
	);
	try {
		const response = await fetch(url, {
			// A connection kept from another target's question may be closed by the server as this one is sent.
			headers: { ...headers, connection: 'close' },
			signal: AbortSignal.timeout(timeoutMs)
		});
		if (response.status === 401 || response.status === 403) {
			return { kind: 'refused', status: response.status };
		}
		const known = response.ok ? idsOf(parseJson(await response.text())) : null;
		if (known === null) return { kind: 'unknown' };
		return known.includes(model) ? { kind: 'found' } : { kind: 'not-listed', known };
	} catch {
		// It accepted a connection before; that it has nothing to say to this question is no fault.
		return { kind: 'unknown' };
	}
};

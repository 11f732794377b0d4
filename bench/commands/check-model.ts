/** Asks an endpoint for its list of models, which costs nothing: whether the key is accepted and the model is there. */
import { parseJson } from '#core/json.ts';
import { targetProtocol, type RemoteTarget } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { Endpoint } from '#bench/protocols/protocol.ts';

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

/** Never throws for what an endpoint answers or fails to answer. */
export const checkModel = async (target: RemoteTarget, endpoint: Endpoint): Promise<ModelCheck> => {
	const protocol = protocols[targetProtocol(target)];
	const { model } = target;
	const { modelList } = protocol;
	// A signature is made for the request that it signs, and this one is none of the protocol's.
	if (!modelList || protocol.signingOf?.(endpoint)) return { kind: 'unknown' };
	const { headers } = protocol.buildRequest(endpoint, {
		system: null,
		messages: [],
		maxOutputTokens: 1,
		stream: false,
		temperature: null,
		seed: null,
		extraBody: {}
	});
	try {
		const response = await fetch(modelList.urlOf(endpoint), {
			// A connection kept from another target's question may be closed by the server as this one is sent.
			headers: { ...headers, connection: 'close' },
			signal: AbortSignal.timeout(timeoutMs)
		});
		if (response.status === 401 || response.status === 403) {
			return { kind: 'refused', status: response.status };
		}
		const known = response.ok ? modelList.idsIn(parseJson(await response.text())) : null;
		if (known === null) return { kind: 'unknown' };
		return known.includes(model) ? { kind: 'found' } : { kind: 'not-listed', known };
	} catch {
		// It accepted a connection before; that it has nothing to say to this question is no fault.
		return { kind: 'unknown' };
	}
};

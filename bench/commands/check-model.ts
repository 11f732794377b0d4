/** Asks an endpoint for its list of models, which costs nothing: whether the key is accepted and the model is there. */
import { performance } from 'node:perf_hooks';
import { parseJson } from '#core/json.ts';
import { msToS } from '#core/units.ts';
import { targetProtocol, type RemoteTarget } from '#core/target.ts';
import type { Address } from '#bench/load/address.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { SequentialClient } from '#bench/load/sequential-client.ts';
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

/** Longest list that is read, MiB. */
const maxResponseMib = 4;

/** Never throws for what an endpoint answers or fails to answer. The question goes the same way as those of a measurement. */
export const checkModel = async (
	target: RemoteTarget,
	endpoint: Endpoint,
	address: Address
): Promise<ModelCheck> => {
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
	const limitS = msToS(timeoutMs);
	const client = new SequentialClient(
		address,
		{ connectTimeoutS: limitS, idleTimeoutS: limitS, totalTimeoutS: limitS, maxResponseMib },
		() => performance.now()
	);
	try {
		const { raw } = await client.send(
			renderRequest({ method: 'GET', url: modelList.urlOf(endpoint), headers, body: '' })
		);
		const { status, body, end } = raw.response;
		if (status === 401 || status === 403) return { kind: 'refused', status };
		const isAnswer = status !== null && status < 300 && end.kind === 'complete';
		const known = isAnswer ? modelList.idsIn(parseJson(new TextDecoder().decode(body))) : null;
		if (known === null) return { kind: 'unknown' };
		return known.includes(model) ? { kind: 'found' } : { kind: 'not-listed', known };
	} finally {
		client.close();
	}
};

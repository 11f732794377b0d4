/** Asks an emulator in the words of a protocol, and reads the answer as a run would. */
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { ProtocolName } from '#core/target.ts';
import { post, question } from './emulator-client.ts';

const plainCall: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: question }],
	maxOutputTokens: 1_000,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};

/** The response with its bytes, all of which count as come at once. */
export const askIn = async (
	port: number,
	name: ProtocolName,
	changes: Partial<ChatCall> & { fault?: string; apiKey?: string } = {}
) => {
	const { fault, apiKey = null, ...ofCall } = changes;
	const call = { ...plainCall, ...ofCall };
	const protocol = protocols[name];
	const endpoint = { baseUrl: `http://127.0.0.1:${String(port)}`, model: 'any', apiKey };
	const { url, headers, body } = protocol.buildRequest(endpoint, call);
	const answer = await post(port, url.pathname + url.search, {
		body,
		headers: { ...headers, ...(fault !== undefined && { 'x-emulate-fault': fault }) }
	});
	const bytes = Buffer.concat(answer.reads);
	const response: RecordedResponse = {
		status: answer.status,
		headers: Object.entries(answer.headers).map(([key, value]): [string, string] => [
			key,
			String(value)
		]),
		body: bytes,
		arrivalOffsets: Uint32Array.of(bytes.length),
		arrivalMs: Float64Array.of(1),
		end: answer.complete
			? { kind: 'complete' }
			: { kind: 'failed', code: 'connection-closed', message: 'closed' }
	};
	const reading = protocol.read(response, call.stream);
	return { answer, reading, outcome: outcomeOf(response, reading, call.stream) };
};

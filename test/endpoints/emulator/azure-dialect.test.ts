/** What Azure sends that chat completions do not have, as the emulator words it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { eventsOf, fastSettings, openAiBody, post } from './emulator-client.ts';

let server: EmulatorServer;
beforeAll(async () => {
	server = await serveEmulator({ ...fastSettings, rateLimit: { requestsPerMinute: 100 } });
});
afterAll(() => server.close());

const deployed = '/openai/deployments/ours/chat/completions?api-version=2024-10-21';

test('a stream begins with what the filter found in the prompt, without choices and model', async () => {
	const answer = await post(server.port, deployed, { body: openAiBody({ stream: true }) });
	const [first, second] = eventsOf(answer.body).map(({ data }) => data);
	expect(first).toMatchObject({
		model: '',
		choices: [],
		prompt_filter_results: [
			{ content_filter_results: { violence: { filtered: false, severity: 'safe' } } }
		]
	});
	expect(second).toMatchObject({ choices: [{ delta: { role: 'assistant' } }] });
	expect(answer.headers).toMatchObject({
		'apim-request-id': expect.any(String) as string,
		'x-ratelimit-limit-requests': '100',
		'x-ratelimit-renewalperiod-requests': '60'
	});
});

test('a whole answer says what the filter found in the prompt and in the answer', async () => {
	const answer = await post(server.port, deployed, { body: openAiBody() });
	expect(JSON.parse(answer.body)).toMatchObject({
		choices: [{ content_filter_results: { hate: { filtered: false } } }],
		prompt_filter_results: [{ prompt_index: 0 }]
	});
});

test('the deployment in the address is the model, and the undated address wants it in the body', async () => {
	const { messages } = openAiBody() as { messages: object[] };
	expect((await post(server.port, deployed, { body: { messages } })).status).toBe(200);
	const undated = '/openai/v1/chat/completions';
	expect((await post(server.port, undated, { body: openAiBody() })).status).toBe(200);
	expect((await post(server.port, undated, { body: { messages } })).status).toBe(400);
});

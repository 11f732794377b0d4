/** An endpoint that answers after a while, and a config that asks it. */
import { createWorkplace, type Workplace } from '../commands/support/bench-process.ts';
import { response, serveRaw, streamOf, type RawServer } from '../commands/support/raw-server.ts';
import { writeConfig } from '../commands/support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from '../commands/support/small-scenario.ts';

export interface Site extends AsyncDisposable {
	server: RawServer;
	workplace: Workplace;
}

/** Every answer comes `answerMs` after its request and says that it took so many tokens. */
export const openSite = async (
	config: Record<string, unknown>,
	{
		answerMs = 5,
		tokens = 1,
		target = {}
	}: { answerMs?: number; tokens?: number; target?: Record<string, unknown> } = {}
): Promise<Site> => {
	const workplace = createWorkplace();
	writeScenario(workplace);
	const usage = { prompt_tokens: 20, completion_tokens: tokens };
	const answer = response(
		'200 OK',
		{ 'content-type': 'text/event-stream' },
		streamOf(['red'], { model: 'one', usage })
	);
	const server = await serveRaw((socket) => {
		setTimeout(() => socket.write(answer), answerMs).unref();
	});
	writeConfig(workplace, coloursConfig([selfHosted(server.port, target)], config));
	return {
		server,
		workplace,
		[Symbol.asyncDispose]: async () => {
			await server.close();
			workplace[Symbol.dispose]();
		}
	};
};

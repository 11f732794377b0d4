/** A raw server that answers requests of OpenAI Chat as a test wants, whole or streamed, each over a real socket. */
import { isObject, parseJson } from '#core/json.ts';
import { response, serveRaw, type RawServer } from './raw-server.ts';

export interface AskedRequest {
	/** Request line and headers. */
	head: string;
	/** Its JSON body; empty where it is none. */
	body: Record<string, unknown>;
	/** Place among all requests, from 0. */
	index: number;
}

export interface ChatReply {
	status?: string;
	headers?: Record<string, string>;
	/** A body as it is, in place of an answer. */
	raw?: string;
	text?: string;
	finish?: string | null;
	/** Null leaves it out. */
	usage?: object | null;
	/** Whether the stream ends with [DONE]. */
	done?: boolean;
	/** Whether the connection is closed behind the response. */
	closes?: boolean;
}

export const usageOf = (input: number, output: number): object => ({
	prompt_tokens: input,
	completion_tokens: output,
	total_tokens: input + output
});

const streamed = ({ text = 'ok', finish = 'stop', usage, done = true }: ChatReply): string => {
	const chunk = (delta: object, reason: string | null = null): object => ({
		model: 'm',
		choices: [{ index: 0, delta, finish_reason: reason }]
	});
	const chunks = [
		chunk({ role: 'assistant', content: '' }),
		...text.split(/(?<= )/u).map((content) => chunk({ content })),
		...(finish === null ? [] : [chunk({}, finish)]),
		...(usage ? [{ model: 'm', choices: [], usage }] : [])
	];
	return (
		chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`).join('') +
		(done ? 'data: [DONE]\n\n' : '')
	);
};

const whole = ({ text = 'ok', finish = 'stop', usage }: ChatReply): string =>
	JSON.stringify({
		model: 'm',
		choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
		...(usage && { usage })
	});

/** Calls `answer` for each request; undefined hangs up. */
export const serveChat = (
	answer: (request: AskedRequest) => ChatReply | undefined
): Promise<RawServer> => {
	let index = 0;
	return serveRaw((socket, text) => {
		const at = text.indexOf('\r\n\r\n');
		const json = parseJson(text.slice(at + 4));
		const body = isObject(json) ? json : {};
		const reply = answer({ head: text.slice(0, at), body, index: index++ });
		if (!reply) {
			socket.destroy();
			return;
		}
		const { status = '200 OK', headers = {}, raw, closes } = reply;
		const full: ChatReply = { usage: usageOf(9, 3), ...reply };
		const content = raw ?? (body['stream'] === true ? streamed(full) : whole(full));
		socket.write(response(status, { 'content-type': 'application/json', ...headers }, content));
		if (closes) socket.end();
	});
};

/** Refuses bodies of JSON that readers of JSON disagree about, or that no schema sees: bytes that are no UTF-8, and keys that would be a prototype. */
import type { MiddlewareHandler } from 'hono';
import { parseJson } from '#core/json.ts';
import { errorBody } from './error-response.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const textOf = (bytes: ArrayBuffer): string | null => {
	try {
		return utf8.decode(bytes);
	} catch {
		return null;
	}
};

/** Whether an object anywhere in it has a key `__proto__`, which schemas of records leave out without a word. Not recursive: depth is anybody's. */
const hasPrototypeKey = (value: unknown): boolean => {
	const left: unknown[] = [value];
	while (left.length > 0) {
		const one = left.pop();
		if (typeof one !== 'object' || one === null) continue;
		if (Object.hasOwn(one, '__proto__')) return true;
		// One by one: as arguments of one call, hundreds of thousands of them have no room.
		for (const inner of Object.values(one as Record<string, unknown>)) left.push(inner);
	}
	return false;
};

/** Of most bodies the text says at once that there is none: it has neither the name nor an escape that may stand for it. */
const mayHavePrototypeKey = (text: string): boolean => /__proto__|\\u00/iu.test(text);

const whyRefused = (bytes: ArrayBuffer): string | null => {
	const text = textOf(bytes);
	if (text === null) return 'the body of the request is not UTF-8';
	return mayHavePrototypeKey(text) && hasPrototypeKey(parseJson(text))
		? 'the body of the request has a key "__proto__"'
		: null;
};

/** Looks at bodies of type application/json; what is wrong otherwise is told by the schema of the route. */
export const checkJsonBody: MiddlewareHandler = async (context, next) => {
	const { req } = context;
	const isJson = req.header('content-type')?.toLowerCase().startsWith('application/json') === true;
	const why = isJson && req.raw.body !== null ? whyRefused(await req.arrayBuffer()) : null;
	if (why !== null) return context.json(errorBody('E_USAGE', why), 400);
	return next();
};

/** Scripts for the sandbox in which a simulated world runs. */

/** Takes clock and chance away: the same calls must always lead to the same state. */
export const worldPrelude = `(() => {
	const refuse = (what) => () => { throw new Error('a world has no ' + what + ': keep it in the state'); };
	Math.random = refuse('chance');
	const Clock = Date;
	globalThis.Date = class Date extends Clock {
		constructor(...given) {
			if (given.length === 0) refuse('clock')();
			super(...given);
		}
	};
	globalThis.Date.now = refuse('clock');
	Object.defineProperty(Clock.prototype, 'constructor', { value: globalThis.Date });
})()`;

/**
 * A function of the module and of JSON with \`given\`, \`state\` and \`calls\`; gives JSON. Each call works on a copy of the state, which takes
 * the place of the state once the call has ended without an error.
 */
export const worldHarness = `(() => {
	const { parse, stringify } = JSON;
	const { hasOwn } = Object;
	const string = String;
	const text = (error) => string(error !== null && typeof error === 'object' && 'message' in error ? error.message : error).slice(0, 1000);
	return (world, input) => {
		const { given, state, calls } = parse(input);
		const { start, tools } = world;
		if (typeof start !== 'function') return stringify({ failure: 'world.js exports no function "start"' });
		if (typeof tools !== 'object' || tools === null) return stringify({ failure: 'world.js exports no object "tools"' });
		let current;
		try { current = stringify(state ?? start(given)); } catch (error) { return stringify({ failure: 'start threw: ' + text(error) }); }
		if (typeof current !== 'string') return stringify({ failure: 'start made no state' });
		const before = current;
		const results = [];
		for (const { name, arguments: args } of calls) {
			const tool = hasOwn(tools, name) ? tools[name] : undefined;
			if (typeof tool !== 'function') { results.push({ error: 'there is no tool "' + name + '"' }); continue; }
			const copy = parse(current);
			try {
				const value = tool(copy, args);
				if (value !== null && typeof value === 'object' && typeof value.then === 'function') throw new Error('tools answer at once, without promises');
				const kept = parse(stringify(value ?? null));
				current = stringify(copy);
				results.push({ value: kept });
			} catch (error) { results.push({ error: text(error) }); }
		}
		return stringify({ before: parse(before), state: parse(current), results });
	};
})()`;

/**
 * What tests are written with, as a script for the sandbox: `test(name, () => {})`, `assert(value)`, `assert.equal`, `assert.deepEqual`,
 * `assert.throws`, and nothing of `console`. It evaluates to a function that puts them in place and reports to its argument.
 */
export const testHarness = `(() => {
	const { is, keys, getPrototypeOf, defineProperty, hasOwn, freeze } = Object;
	const { isArray } = Array;
	const string = String;
	const PromiseClass = Promise;
	const then = Promise.prototype.then;
	const ErrorClass = Error;
	const { apply } = Reflect;
	const ToMap = Map, ToSet = Set, ToDate = Date;
	const show = (value) => {
		try { const text = typeof value === 'string' ? '"' + value + '"' : string(value); return text.slice(0, 100); }
		catch { return typeof value; }
	};
	const same = (a, b, depth) => {
		if (is(a, b) || (a === 0 && b === 0)) return true;
		if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > 100) return false;
		if (isArray(a) !== isArray(b)) return false;
		if (a instanceof ToDate || b instanceof ToDate) return a instanceof ToDate && b instanceof ToDate && +a === +b;
		if (a instanceof ToMap || b instanceof ToMap) return a instanceof ToMap && b instanceof ToMap && same([...a], [...b], depth + 1);
		if (a instanceof ToSet || b instanceof ToSet) return a instanceof ToSet && b instanceof ToSet && same([...a], [...b], depth + 1);
		const [ofA, ofB] = [keys(a), keys(b)];
		if (ofA.length !== ofB.length) return false;
		for (const key of ofA) if (!hasOwn(b, key) || !same(a[key], b[key], depth + 1)) return false;
		return true;
	};
	const fail = (message) => { throw new ErrorClass(message); };
	return (report) => {
		const assert = (value, message) => { if (!value) fail(message ?? 'not true: ' + show(value)); };
		assert.ok = assert;
		assert.equal = (got, expected, message) => {
			if (!is(got, expected) && !(got === 0 && expected === 0)) fail(message ?? 'got ' + show(got) + ', expected ' + show(expected));
		};
		assert.deepEqual = (got, expected, message) => {
			if (!same(got, expected, 0)) fail(message ?? 'not the same value as expected');
		};
		assert.throws = (run, message) => {
			let threw = false;
			try { run(); } catch { threw = true; }
			if (!threw) fail(message ?? 'nothing was thrown');
		};
		freeze(assert);
		const test = (name, run) => {
			const failed = (error) => { const { message } = error ?? {}; report(string(name), typeof message === 'string' ? message.slice(0, 200) : show(error)); };
			let value;
			try { value = run(); } catch (error) { failed(error); return; }
			if (value instanceof PromiseClass) {
				// Counted when it begins, so that one that never ends has failed.
				report(string(name), 'never ended');
				apply(then, value, [() => report(string(name), null), failed]);
			} else report(string(name), null);
		};
		const place = (name, value) => defineProperty(globalThis, name, { value, writable: false, configurable: false });
		place('assert', assert);
		place('test', freeze(test));
		const silent = () => undefined;
		if (!hasOwn(globalThis, 'console')) place('console', freeze({ log: silent, error: silent, warn: silent, info: silent, debug: silent }));
	};
})()`;

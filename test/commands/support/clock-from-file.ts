/**
 * Loaded before the command (`node --import`): the time of day of its process is as far from the true one as a file says, in ms. A change of
 * the file counts from the next look at the clock on.
 */
import { readFileSync } from 'node:fs';

const file = process.env['CLOCK_OFFSET_FILE'] ?? '';
const TrueDate = Date;

const shiftedNow = (): number => TrueDate.now() + Number(readFileSync(file, 'utf8'));

globalThis.Date = new Proxy(TrueDate, {
	construct: (target, args: unknown[]) =>
		Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args) as Date,
	apply: () => new TrueDate(shiftedNow()).toString(),
	get: (target, name) => (name === 'now' ? shiftedNow : (Reflect.get(target, name) as unknown))
});

/**
 * Loaded before the command (`node --import`): moves what the process takes for the time of day, as a clock that is set would, in this process and its
 * threads alone. `TORTURE_CLOCK`: moments and offsets, such as `2000:3600000,4000:-7200000`, ms after the start and ms from the true time. The monotonic
 * clock is left as it is, as setting a clock leaves it.
 */
const steps = (process.env['TORTURE_CLOCK'] ?? '')
	.split(',')
	.filter((step) => step !== '')
	.map((step): [atMs: number, offsetMs: number] => {
		const [atMs = 0, offsetMs = 0] = step.split(':').map(Number);
		return [atMs, offsetMs];
	});
const TrueDate = Date;

// Of the process: its threads begin later, and are told by it.
const beganMs = Number(process.env['TORTURE_CLOCK_BEGAN'] ?? performance.timeOrigin);
process.env['TORTURE_CLOCK_BEGAN'] = String(beganMs);

const shiftedNow = (): number => {
	const trueMs = TrueDate.now();
	return trueMs + (steps.findLast(([atMs]) => trueMs - beganMs >= atMs)?.[1] ?? 0);
};

globalThis.Date = new Proxy(TrueDate, {
	construct: (target, args: unknown[]) =>
		Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args) as Date,
	apply: () => new TrueDate(shiftedNow()).toString(),
	get: (target, name) => (name === 'now' ? shiftedNow : (Reflect.get(target, name) as unknown))
});

export {};

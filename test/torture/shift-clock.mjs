/**
 * Loaded before the command (`node --import`): moves what the process takes for the time of day, as a clock that is set would, in this process and its
 * threads alone. `TORTURE_CLOCK`: moments and offsets, such as `2000:3600000,4000:-7200000`, ms after the start and ms from the true time. The monotonic
 * clock is left as it is, as setting a clock leaves it.
 */
const steps = (process.env.TORTURE_CLOCK ?? '')
	.split(',')
	.filter((step) => step !== '')
	.map((step) => step.split(':').map(Number));
const TrueDate = Date;
const beganMs = performance.timeOrigin;

/** From the moment at which the process began: its threads begin later. */
const offsetMs = (trueMs) => steps.findLast(([atMs]) => trueMs - processBeganMs >= atMs)?.[1] ?? 0;

const processBeganMs = Number(process.env.TORTURE_CLOCK_BEGAN ?? beganMs);
process.env.TORTURE_CLOCK_BEGAN = String(processBeganMs);

const shiftedNow = () => {
	const trueMs = TrueDate.now();
	return trueMs + offsetMs(trueMs);
};

globalThis.Date = new Proxy(TrueDate, {
	construct: (target, args, newTarget) =>
		Reflect.construct(
			target,
			args.length === 0 ? [shiftedNow()] : args,
			newTarget === globalThis.Date ? target : newTarget
		),
	apply: () => new TrueDate(shiftedNow()).toString(),
	get: (target, name) => (name === 'now' ? shiftedNow : Reflect.get(target, name))
});

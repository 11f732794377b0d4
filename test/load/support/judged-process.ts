/**
 * A judged stage in a process of its own, which can be starved alone or given another wall clock. Says `begun` when the first answer has
 * come, and prints the summary with the moments of its attempts.
 */
import { resolveAddress } from '#bench/load/address.ts';
import { loadShapeSchema } from '#core/load-shape.ts';
import { judgeStageOf } from './judged-stage.ts';

const [url = '', load = ''] = process.argv.slice(2);
const address = await resolveAddress('tested', new URL(url), 5_000);
const moments: { dueMs: number; endMs: number }[] = [];
const summary = await judgeStageOf({
	address,
	load: loadShapeSchema.parse(JSON.parse(load)),
	onAttempt: ({ dueMs, endMs }) => {
		if (moments.length === 0) console.log('begun');
		moments.push({ dueMs, endMs });
	}
});
console.log(JSON.stringify({ summary, moments }));

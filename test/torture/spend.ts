/** Caps: of random schedules without sockets, and of real runs that are killed. */
import { createRandom } from '#core/random.ts';
import { SpendCap, type Settlement } from '#core/spend-cap.ts';
import { startBench, runBench } from '../commands/support/bench-process.ts';
import { openSite } from './endpoint.ts';
import { endOf, pauseMs, type Trial } from './trial.ts';

const ends = ['known', 'free', 'unknown', 'in flight'] as const;

export const spendSimulated: Trial = {
	name: 'spend-simulated',
	what: 'random schedules of cost, failure and kill, without sockets',
	wanted: '0 overspent',
	times: 10_000,
	run: ({ times, seed }) => {
		const random = createRandom(seed, 'schedules');
		const upTo = (most: number): number => Math.floor(random() * (most + 1));
		let [overspent, kills, requests] = [0, 0, 0];
		for (let i = 0; i < times; i++) {
			const capPicoUsd = BigInt(upTo(100_000));
			let [billed, spent, atRisk] = [0n, 0n, 0n];
			let cap = new SpendCap(capPicoUsd);
			for (let step = upTo(60); step > 0; step--) {
				if (random() < 0.1) {
					kills++;
					[spent, atRisk] = [spent + atRisk, 0n];
					cap = new SpendCap(capPicoUsd, spent);
					continue;
				}
				const worst = BigInt(1 + upTo(2_000));
				const covered = cap.reserve(1 + upTo(15), worst);
				requests += covered;
				atRisk += BigInt(covered) * worst;
				for (let n = 0; n < covered; n++) {
					const end = ends[upTo(3)] ?? 'known';
					const cost = end === 'free' ? 0n : (worst * BigInt(upTo(1_000))) / 1_000n;
					billed += cost;
					if (end === 'in flight') continue;
					const settlement: Settlement =
						end === 'known' ? { kind: end, picoUsd: cost } : { kind: end };
					cap.settle(worst, settlement);
					atRisk -= worst;
					spent += end === 'known' ? cost : end === 'free' ? 0n : worst;
				}
			}
			if (billed > capPicoUsd) overspent++;
		}
		return Promise.resolve({
			seen: `${times.toLocaleString('en-US')} schedules, ${requests.toLocaleString('en-US')} requests, ${kills.toLocaleString('en-US')} kills: ${String(overspent)} overspent`,
			isMet: overspent === 0
		});
	}
};

/** An answer may have so many, and each costs a dollar. */
const worstTokens = 16;
const price = {
	kind: 'per-token',
	inputUsdPerMtok: '0',
	outputUsdPerMtok: '1000000',
	source: 'torture',
	checkedOn: '2026-11-26'
};
const capUsd = 400;

export const spendKilled: Trial = {
	name: 'spend-killed',
	what: `runs under a cap of ${String(capUsd)} USD whose every answer is billed at its worst, killed and gone on with until the cap ends them`,
	wanted: '0 overspent',
	times: 20,
	run: async ({ times, seed, note }) => {
		const random = createRandom(seed, 'moments of killing');
		let [kills, overspent, most] = [0, 0, 0];
		for (let i = 0; i < times; i++) {
			await using site = await openSite(
				{ loads: [{ kind: 'closed', concurrency: 4, requests: 100 }], maxSpendUsd: String(capUsd) },
				{ target: { kind: 'measured-api', price }, tokens: worstTokens }
			);
			const { server, workplace } = site;
			for (let kill = 0; kill < 3; kill++) {
				const wanted = server.requests().length + 1 + Math.floor(random() * 8);
				const args = kill === 0 ? ['run', '--stop-at-cap'] : ['resume'];
				const bench = startBench(args, { workplace });
				const end = endOf(bench);
				while (server.requests().length < wanted && !end.isEnded()) await pauseMs(1);
				if (!end.isEnded()) kills++;
				bench.child.kill('SIGKILL');
				await bench.ended;
			}
			await runBench(['resume'], { workplace });
			const billedUsd = server.requests().length * worstTokens;
			most = Math.max(most, billedUsd);
			if (billedUsd > capUsd) overspent++;
			note(`${String(i + 1)} runs, ${String(kills)} kills, at most ${String(most)} USD`);
		}
		return {
			seen: `${String(times)} runs, ${String(kills)} kills: ${String(overspent)} overspent, at most ${String(most)} of ${String(capUsd)} USD`,
			isMet: overspent === 0
		};
	}
};

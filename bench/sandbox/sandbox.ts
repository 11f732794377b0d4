/**
 * Runs foreign code and patterns in processes of their own, which are killed at the deadline: whatever an answer holds, it costs its
 * deadline and nothing else.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { SandboxOutcome, SandboxResults, SandboxTask } from '#bench/graders/sandbox-tasks.ts';
import type { SandboxMessage } from './sandbox-process.ts';

/** Beyond the deadline, for a sandbox that stops by itself and says more than one that is killed, ms. */
const graceMs = 100;
/** A heap for the largest answers and databases, MiB. */
const heapMib = 512;

interface Waiting {
	task: SandboxTask;
	deadlineMs: number;
	end: (outcome: SandboxOutcome<never>) => void;
}

const processFile = new URL('./sandbox-process.ts', import.meta.url);

/** A process once it can take a task; null where it could not be started. */
const startProcess = (): Promise<ChildProcess | null> =>
	new Promise((resolve) => {
		const child = fork(processFile, {
			// Keys of the environment are nothing for it, nor are files to write and programs to start.
			env: {},
			execArgv: [
				'--permission',
				'--allow-fs-read=*',
				'--allow-addons',
				`--max-old-space-size=${String(heapMib)}`
			],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'ignore', 'ipc']
		});
		living.add(child);
		child.once('close', () => living.delete(child));
		child.once('message', () => {
			resolve(child);
		});
		child.once('error', () => {
			resolve(null);
		});
		child.once('exit', () => {
			resolve(null);
		});
	});

/** Processes that are alive. What is left when this process ends would run on. */
const living = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of living) child.kill('SIGKILL');
});

export class Sandbox {
	readonly #most: number;
	readonly #idle: ChildProcess[] = [];
	readonly #waiting: Waiting[] = [];
	#count = 0;
	#isClosed = false;

	/** `processes`: how many tasks run at once. */
	constructor({ processes = Math.min(4, availableParallelism()) }: { processes?: number } = {}) {
		this.#most = processes;
	}

	/** Runs a task; time spent waiting for a free process does not count. Never throws. */
	run<Task extends SandboxTask>(
		task: Task,
		deadlineMs: number
	): Promise<SandboxOutcome<SandboxResults[Task['kind']]>> {
		return new Promise((resolve) => {
			this.#waiting.push({ task, deadlineMs, end: resolve });
			void this.#next();
		});
	}

	async #next(): Promise<void> {
		if (this.#waiting.length === 0) return;
		let child = this.#idle.pop() ?? null;
		if (!child) {
			if (this.#count >= this.#most) return;
			this.#count++;
			child = await startProcess();
			if (!child) this.#count--;
		}
		const waiting = this.#waiting.shift();
		if (!waiting) {
			if (child) this.#rest(child);
			return;
		}
		if (!child) {
			waiting.end({ state: 'broken', reason: 'the sandbox could not be started' });
			void this.#next();
			return;
		}
		this.#give(child, waiting);
	}

	#give(child: ChildProcess, { task, deadlineMs, end }: Waiting): void {
		child.ref();
		child.channel?.ref();
		const finish = (outcome: SandboxOutcome<never>, isSpent: boolean): void => {
			clearTimeout(timer);
			child.removeAllListeners();
			if (isSpent) {
				child.on('error', () => undefined);
				child.kill('SIGKILL');
				this.#count--;
			} else this.#rest(child);
			end(outcome);
			void this.#next();
		};
		const timer = setTimeout(() => {
			finish({ state: 'deadline' }, true);
		}, deadlineMs + graceMs);
		child.once('message', (message: SandboxMessage) => {
			if ('result' in message) finish({ state: 'done', result: message.result as never }, false);
			else finish({ state: 'broken', reason: 'error' in message ? message.error : '' }, false);
		});
		child.once('exit', () => {
			finish({ state: 'broken', reason: 'the sandbox ran out of memory or broke down' }, true);
		});
		child.once('error', (error) => {
			finish({ state: 'broken', reason: error.message }, true);
		});
		child.send(task);
	}

	/** Keeps a process for the next task; it holds nothing open meanwhile. */
	#rest(child: ChildProcess): void {
		if (this.#isClosed) {
			child.kill('SIGKILL');
			return;
		}
		child.removeAllListeners();
		child.once('exit', () => {
			const index = this.#idle.indexOf(child);
			if (index === -1) return;
			this.#idle.splice(index, 1);
			this.#count--;
		});
		child.unref();
		child.channel?.unref();
		this.#idle.push(child);
	}

	/** Ends all processes once what is running has ended. */
	close(): void {
		this.#isClosed = true;
		for (const child of this.#idle.splice(0)) child.kill('SIGKILL');
	}
}

/** Disks made for a trial: small ones and read-only ones. Only root may mount them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Why a trial that needs a disk of its own was not made. */
export const notMounted = { seen: 'not tried: only root may mount a disk', isMet: false };

const mount = (...args: string[]): void => {
	execFileSync('mount', args, { stdio: ['ignore', 'ignore', 'inherit'] });
};

export interface Mounted extends Disposable {
	/** Gives it another size. */
	resize: (kib: number) => void;
}

const unmounting = (folder: string): (() => void) => {
	return () => {
		execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
	};
};

/** A disk in memory at a new folder, of so many KiB. */
export const mountSmall = (folder: string, kib: number): Mounted => {
	mkdirSync(folder);
	mount('-t', 'tmpfs', '-o', `size=${String(kib)}k`, 'tmpfs', folder);
	return {
		resize: (next) => {
			mount('-o', `remount,size=${String(next)}k`, folder);
		},
		[Symbol.dispose]: unmounting(folder)
	};
};

/** A folder as it is, once more in its own place, and read-only there. */
export const mountReadOnly = (folder: string): Disposable => {
	mount('--bind', folder, folder);
	mount('-o', 'remount,ro,bind', folder);
	return { [Symbol.dispose]: unmounting(folder) };
};

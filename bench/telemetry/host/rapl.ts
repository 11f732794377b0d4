/** Energy counters of Intel and AMD processors, as Linux shows them under /sys/class/powercap; often readable by root only. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const defaultFolder = '/sys/class/powercap';
const ujPerJ = 1_000_000;

/** One package of processors. */
export interface RaplPackage {
	name: string;
	/** File with the counter. */
	file: string;
	/** Energy at which the counter begins again, J. */
	wrapsAtJ: number;
}

/** Packages whose counter can be read now; empty where there is none, or no right to read. */
export const raplPackages = async (folder = defaultFolder): Promise<RaplPackage[]> => {
	const entries = await readdir(folder).catch(() => []);
	const packages: RaplPackage[] = [];
	// Only whole packages: their parts (`intel-rapl:0:0`) are counted in them.
	for (const entry of entries.filter((name) => /^intel-rapl:\d+$/.test(name)).sort()) {
		const file = join(folder, entry, 'energy_uj');
		try {
			const range = Number(await readFile(join(folder, entry, 'max_energy_range_uj'), 'utf8'));
			await readFile(file, 'utf8');
			if (range > 0) packages.push({ name: entry, file, wrapsAtJ: range / ujPerJ });
		} catch {
			// Not ours to read.
			continue;
		}
	}
	return packages;
};

/** The counter of a package, J; null where it cannot be read. */
export const readRaplJ = async ({ file }: RaplPackage): Promise<number | null> => {
	try {
		const value = Number(await readFile(file, 'utf8'));
		return Number.isFinite(value) ? value / ujPerJ : null;
	} catch {
		return null;
	}
};

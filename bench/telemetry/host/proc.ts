/** Reads what Linux says of the machine in /proc. Pure: the texts are given. */

/** Processor time since the machine began, in ticks of the kernel; shares only need their ratio. */
export interface CpuTimes {
	busyTicks: number;
	totalTicks: number;
}

/** The first line of /proc/stat; null where it is not one. Time that other guests had (steal) counts as busy: it was not to be had. */
export const readCpuTimes = (stat: string): CpuTimes | null => {
	const line = /^cpu\s+(\d+(?:\s+\d+)*)/m.exec(stat)?.[1];
	// user, nice, system, idle, iowait, irq, softirq, steal; guest times are part of the first two.
	const ticks = line?.split(/\s+/).slice(0, 8).map(Number);
	if (ticks === undefined || ticks.length < 4) return null;
	const totalTicks = ticks.reduce((sum, value) => sum + value, 0);
	const idleTicks = (ticks[3] ?? 0) + (ticks[4] ?? 0);
	return { busyTicks: totalTicks - idleTicks, totalTicks };
};

/** Memory that is in use and cannot be had for something else, MiB, from /proc/meminfo; null where it does not say. */
export const readMemoryUsedMib = (meminfo: string): number | null => {
	const kib = (name: string): number | null => {
		const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1];
		return found === undefined ? null : Number(found);
	};
	const [total, available] = [kib('MemTotal'), kib('MemAvailable')];
	return total === null || available === null ? null : (total - available) / 1_024;
};

/** Processor time of a process with all its threads, ticks, from /proc/PID/stat; null where it is not one. */
export const readProcessTicks = (stat: string): number | null => {
	// The name in brackets may hold blanks and brackets of its own.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	return Number.isFinite(user) && Number.isFinite(system) && fields.length > 12
		? user + system
		: null;
};

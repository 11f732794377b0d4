/** How many connections this process may hold: its limit of open files, and the ports of the machine. */
import { readFile } from 'node:fs/promises';

export interface SocketLimits {
	/** Files, sockets included, that this process may open, and as many as it could be given; null where the platform does not tell. */
	openFiles: number | null;
	mostOpenFiles: number | null;
	/** Ports for connections to one address; null where the platform does not tell. */
	ports: number | null;
}

/** Reads /proc/PID/limits; null for what is unlimited or not said. */
export const parseOpenFiles = (text: string): Pick<SocketLimits, 'openFiles' | 'mostOpenFiles'> => {
	const found = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text);
	const numberOf = (word: string | undefined): number | null =>
		word !== undefined && /^\d+$/.test(word) ? Number(word) : null;
	return { openFiles: numberOf(found?.[1]), mostOpenFiles: numberOf(found?.[2]) };
};

/** Reads /proc/sys/net/ipv4/ip_local_port_range; null where it is not one. */
export const parsePortRange = (text: string): number | null => {
	const found = /^\s*(\d+)\s+(\d+)\s*$/.exec(text);
	if (!found) return null;
	const ports = Number(found[2]) - Number(found[1]) + 1;
	return ports > 0 ? ports : null;
};

const textOf = async (path: string): Promise<string> => {
	try {
		return await readFile(path, 'utf8');
	} catch {
		return '';
	}
};

export const readSocketLimits = async (): Promise<SocketLimits> => ({
	...parseOpenFiles(await textOf('/proc/self/limits')),
	ports: parsePortRange(await textOf('/proc/sys/net/ipv4/ip_local_port_range'))
});

/** Files that are open beside the connections: the database, threads, pipes of served endpoints. */
const otherFiles = 256;

export interface SocketProblem {
	message: string;
	hint: string;
}

/** Why so many connections to one address cannot be held; null where they can. */
export const socketProblem = (
	connections: number,
	{ openFiles, mostOpenFiles, ports }: SocketLimits
): SocketProblem | null => {
	const files = connections + otherFiles;
	if (openFiles !== null && files > openFiles) {
		const enough = mostOpenFiles === null || files <= mostOpenFiles;
		return {
			message: `${String(connections)} connections need ${String(files)} open files; this process may have ${String(openFiles)}`,
			hint: enough
				? `Raise the limit in the shell that starts bench: ulimit -n ${String(files)}`
				: `Nobody but the administrator can give it more than ${String(mostOpenFiles)}: nofile in /etc/security/limits.conf, LimitNOFILE of a systemd unit, --ulimit nofile=${String(files)} of a container.`
		};
	}
	if (ports !== null && connections > ports) {
		return {
			message: `${String(connections)} connections to one address need as many ports; this machine gives ${String(ports)}`,
			hint: 'Widen net.ipv4.ip_local_port_range (sysctl, as the administrator), or send from several machines.'
		};
	}
	return null;
};

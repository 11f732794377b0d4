/** Whether a process of this machine still runs, somebody else's included. A later process may have the id of one that has ended. */
export const isProcessRunning = (processId: number): boolean => {
	try {
		process.kill(processId, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

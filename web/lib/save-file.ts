/** Files that are made in the page. */
import { safeFileName } from './safe-file-name.ts';

/** The browser reads the file some time after the click, later the busier it is. */
const keptMs = 60_000;

/** Saves a file that was made in the page. Only in a browser. */
export const saveFile = (content: Blob, name: string): void => {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(content);
	link.download = safeFileName(name);
	link.click();
	setTimeout(() => {
		URL.revokeObjectURL(link.href);
	}, keptMs);
};

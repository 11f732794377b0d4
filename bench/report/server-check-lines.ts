/** The server's own clock beside ours, in lines of text. */
import { serverCheckInWords, serverCheckWarning, type ServerCheck } from '#core/server-check.ts';

export const serverCheckTitle = "Cross-check with the server's own clock";

/** One line for each figure, and one for what cannot be; none where the server says nothing. */
export const serverCheckSentences = (checks: readonly ServerCheck[] | null): string[] =>
	(checks ?? []).flatMap((check) => {
		const warning = serverCheckWarning(check);
		return [serverCheckInWords(check), ...(warning === null ? [] : [`warning: ${warning}`])];
	});

/** The same below a title. */
export const serverCheckLines = (checks: readonly ServerCheck[] | null): string[] => {
	const lines = serverCheckSentences(checks);
	return lines.length === 0 ? [] : [`${serverCheckTitle}:`, ...lines.map((line) => `  ${line}`)];
};

/** In which form a report is written, and into which file. */
import { extname } from 'node:path';
import { BenchError } from '#core/errors.ts';

export const reportFormats = ['html', 'md', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface AskedFormat {
	/** As before there were other forms: a file that is HTML. */
	html?: string;
	output?: string;
	format?: ReportFormat;
}

const byEnding: Readonly<Record<string, ReportFormat>> = {
	'.html': 'html',
	'.htm': 'html',
	'.md': 'md',
	'.markdown': 'md',
	'.csv': 'csv',
	'.json': 'json'
};

/**
 * What is named, else what the ending of the file says, else HTML. Without a file text is printed; HTML needs one. Throws E_USAGE where
 * two files are named, or the form and the ending contradict each other.
 */
export const chosenFormat = ({
	html,
	output,
	format
}: AskedFormat): { format: ReportFormat; file: string | null } => {
	if (html !== undefined && output !== undefined) {
		throw new BenchError('E_USAGE', '--html and --output both name a file', {
			hint: 'Name one of them; --output knows the form by the ending of the file.'
		});
	}
	if (html !== undefined && format !== undefined && format !== 'html') {
		throw new BenchError('E_USAGE', `--html writes HTML, and --format asks for ${format}`, {
			hint: `Name the file with --output, such as --output report.${format}`
		});
	}
	if (html !== undefined) return { format: 'html', file: html };
	const ending = output === undefined ? undefined : byEnding[extname(output).toLowerCase()];
	if (format !== undefined && ending !== undefined && ending !== format) {
		throw new BenchError(
			'E_USAGE',
			`${output ?? ''} ends as ${ending}, and --format asks for ${format}`,
			{ hint: `Name it such as report.${format}, or leave --format out.` }
		);
	}
	const chosen = format ?? ending ?? 'html';
	if (output === undefined && chosen === 'html') {
		throw new BenchError('E_USAGE', 'say what to write: --output FILE, or --html FILE', {
			hint: 'bench report support-triage --html support-triage.html; --format md prints it here.'
		});
	}
	return { format: chosen, file: output ?? null };
};

/** What a PDF that Chromium has printed tells of itself. */

export interface PdfPages {
	/** How many pages it has. */
	count: number;
	/** Width and height of its first page, points. */
	size: [number, number];
	/** Page of each heading, from 1, by the outline. */
	pageOf: Record<string, number>;
}

/** Reads pages and outline, which Chromium does not compress. */
export const pdfPages = (pdf: Buffer): PdfPages => {
	const text = pdf.toString('latin1');
	const kids = /\/Type\s*\/Pages\b[^>]*?\/Kids\s*\[([^\]]*)\]/u.exec(text)?.[1] ?? '';
	const pages = [...kids.matchAll(/(\d+) 0 R/gu)].map(([, object]) => object);
	const size = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/u.exec(text);
	const headings = text.matchAll(/\/Title\s*\(([^)]*)\)\s*\/Dest\s*\[(\d+) 0 R/gu);
	return {
		count: pages.length,
		size: [Number(size?.[1]), Number(size?.[2])],
		pageOf: Object.fromEntries(
			[...headings].map(([, title = '', object]) => [title, pages.indexOf(object) + 1])
		)
	};
};

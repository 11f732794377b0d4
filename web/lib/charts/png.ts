/** A drawn chart as a PNG with its title and caption, for slides. */
import { linesThatFit } from './axis-lines.ts';

const lineHeight = 20;
const margin = 16;

export interface PngText {
	title: string;
	caption: string;
	/** Names of the series with their colours; a canvas holds no legend of the page. */
	legend: readonly { label: string; color: string; dash: readonly number[] }[];
	ink: string;
	background: string;
	font: string;
}

/** Composes the picture; null where the browser cannot encode it. */
export const chartPng = (canvas: HTMLCanvasElement, text: PngText): Promise<Blob | null> => {
	const scale = canvas.width / canvas.clientWidth || 1;
	const width = canvas.clientWidth + 2 * margin;
	const picture = document.createElement('canvas');
	const context = picture.getContext('2d');
	if (!context) return Promise.resolve(null);
	context.font = `14px ${text.font}`;
	const caption = linesThatFit(
		text.caption,
		(line) => context.measureText(line).width <= width - 2 * margin
	);
	const top = margin + 26 + caption.length * lineHeight + 8;
	const bottom = text.legend.length * lineHeight + margin;
	const height = top + canvas.clientHeight + bottom;
	picture.width = width * scale;
	picture.height = height * scale;
	context.scale(scale, scale);
	context.fillStyle = text.background;
	context.fillRect(0, 0, width, height);
	context.fillStyle = text.ink;
	context.textBaseline = 'top';
	context.font = `600 18px ${text.font}`;
	context.fillText(text.title, margin, margin);
	context.font = `14px ${text.font}`;
	for (const [index, line] of caption.entries()) {
		context.fillText(line, margin, margin + 26 + index * lineHeight);
	}
	context.drawImage(canvas, margin, top, canvas.clientWidth, canvas.clientHeight);
	for (const [index, { label, color, dash }] of text.legend.entries()) {
		const y = top + canvas.clientHeight + index * lineHeight + 4;
		context.strokeStyle = color;
		context.lineWidth = 2;
		context.setLineDash([...dash]);
		context.beginPath();
		context.moveTo(margin, y + 7);
		context.lineTo(margin + 32, y + 7);
		context.stroke();
		context.fillStyle = text.ink;
		context.fillText(label, margin + 40, y);
	}
	return new Promise((resolve) => {
		picture.toBlob(resolve, 'image/png');
	});
};

/** Takes over a report in a file of its own: the text that is there becomes charts with their tables. */
import { mount } from 'svelte';
import '../app.css';
import ReportFile from './ReportFile.svelte';
import type { ReportFileData } from './report-file-data.ts';

const text = document.getElementById('report');
const data = document.getElementById('report-data')?.textContent;
if (text && data !== undefined) {
	const target = document.createElement('div');
	text.after(target);
	const file = JSON.parse(data) as ReportFileData;
	mount(ReportFile, { target, props: { file, scripted: true } });
	// Only now: where something fails, the text stays.
	text.remove();
}

import { describe, expect, it } from 'vitest';
import {
	NvidiaSmiReader,
	unknownField,
	type NvidiaSmiLine
} from '#bench/telemetry/gpu/nvidia-smi-csv.ts';
import { recordedText } from '../recordings.ts';

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

const readAll = (text: string): NvidiaSmiLine[] => {
	const reader = new NvidiaSmiReader();
	return linesOf(text).map((line) => reader.read(line));
};

describe('the recorded lines of nvidia-smi', () => {
	it('are a header and a row under load', () => {
		expect(readAll(recordedText('nvidia-smi/load-query.csv'))).toEqual([
			{ kind: 'header' },
			{
				kind: 'row',
				reading: {
					device: '0',
					name: 'NVIDIA H200',
					powerW: 659.39,
					averagePowerW: 691.14,
					energyJ: null,
					useShare: 1,
					memoryUsedMib: 1_139,
					temperatureC: 58,
					clockMhz: 1_440
				}
			}
		]);
	});

	it('say the same without units', () => {
		const withUnits = new NvidiaSmiReader();
		const without = new NvidiaSmiReader();
		for (const line of linesOf(recordedText('series/A-smi-100ms.csv')).slice(0, 50)) {
			expect(without.read(line.replaceAll(/ (%|MiB|W|MHz)(?=,|$)/g, ''))).toEqual(
				withUnits.read(line)
			);
		}
	});

	it('are all read, of whole series, and no row is taken for a message', () => {
		for (const file of [
			'engine/smi-100ms.csv.gz',
			'series/C-smi-100ms.csv.gz',
			'nvidia-smi-errors/ended-SIGTERM-1.csv'
		]) {
			const kinds = readAll(recordedText(file)).map(({ kind }) => kind);
			expect(kinds[0]).toBe('header');
			expect(new Set(kinds.slice(1))).toEqual(new Set(['row']));
		}
	});

	it('tell what is not available as missing, never as 0', () => {
		const text = recordedText('nvidia-smi/field-not-supported.csv');
		const reader = new NvidiaSmiReader();
		// Recorded without an index; it is put before each line, as the reader asks for one.
		const [head = '', row = ''] = linesOf(text);
		expect(
			reader.read(`index, ${head.replace('module.power.draw.average', 'power.draw.instant')}`).kind
		).toBe('header');
		const read = reader.read(`0, ${row}`);
		expect(read).toMatchObject({
			kind: 'row',
			reading: { powerW: null, averagePowerW: 77.5, useShare: null }
		});
	});

	it.each([
		['err-no-such-gpu.txt', 'No devices were found'],
		['err-unknown-field.txt', 'Field "power.bogus" is not a valid field to query.'],
		['err-dev-nodev.txt', 'Failed to initialize NVML: Insufficient Permissions'],
		[
			'err-dev-readonly.txt',
			"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
		]
	])('of the error %s are its words', (file, words) => {
		const [first] = readAll(recordedText(`nvidia-smi-errors/${file}`));
		expect(first).toMatchObject({
			kind: 'message',
			text: expect.stringContaining(words) as string
		});
	});

	it('name the field that an older nvidia-smi does not know', () => {
		expect(unknownField(recordedText('nvidia-smi-errors/err-unknown-field.txt'))).toBe(
			'power.bogus'
		);
		expect(unknownField('No devices were found')).toBeNull();
	});

	it('that were cut in the middle are no row', () => {
		const kinds = readAll(
			[
				linesOf(recordedText('nvidia-smi/load-query.csv'))[0],
				recordedText('nvidia-smi-errors/ended-head.txt')
			].join('\n')
		).map(({ kind }) => kind);
		expect(kinds.at(-1)).toBe('message');
		expect(kinds.slice(1, -1).every((kind) => kind === 'row')).toBe(true);
	});
});

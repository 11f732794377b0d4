/** Writes a zip whose files are stored as they are: what is handed to the XLSX reader after every file has been checked. */
import { crc32 } from 'node:zlib';

/** MS-DOS date of 1980-01-01, the earliest there is: the contents alone decide about the bytes. */
const dosDate = 0x21;

interface Part {
	name: Buffer;
	data: Buffer;
	crc: number;
	offset: number;
}

const localHeader = ({ name, data, crc }: Part): Buffer => {
	const header = Buffer.alloc(30);
	header.writeUInt32LE(0x04034b50, 0);
	header.writeUInt16LE(20, 4);
	header.writeUInt16LE(dosDate, 12);
	header.writeUInt32LE(crc, 14);
	header.writeUInt32LE(data.length, 18);
	header.writeUInt32LE(data.length, 22);
	header.writeUInt16LE(name.length, 26);
	return header;
};

const directoryEntry = ({ name, data, crc, offset }: Part): Buffer => {
	const entry = Buffer.alloc(46);
	entry.writeUInt32LE(0x02014b50, 0);
	entry.writeUInt16LE(20, 4);
	entry.writeUInt16LE(20, 6);
	entry.writeUInt16LE(dosDate, 14);
	entry.writeUInt32LE(crc, 16);
	entry.writeUInt32LE(data.length, 20);
	entry.writeUInt32LE(data.length, 24);
	entry.writeUInt16LE(name.length, 28);
	entry.writeUInt32LE(offset, 42);
	return entry;
};

/** The bytes of a zip with these files, in this order. */
export const storedZip = (files: readonly { name: string; data: Buffer }[]): Buffer => {
	const chunks: Buffer[] = [];
	const parts: Part[] = [];
	let offset = 0;
	const push = (...buffers: Buffer[]): void => {
		for (const buffer of buffers) {
			chunks.push(buffer);
			offset += buffer.length;
		}
	};
	for (const { name, data } of files) {
		const part = { name: Buffer.from(name), data, crc: crc32(data), offset };
		parts.push(part);
		push(localHeader(part), part.name, data);
	}
	const start = offset;
	for (const part of parts) push(directoryEntry(part), part.name);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(offset - start, 12);
	end.writeUInt32LE(start, 16);
	push(end);
	return Buffer.concat(chunks);
};

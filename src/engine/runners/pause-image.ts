/** Machine code that waits forever, by architecture name of the runtimes, with ELF's number of the machine. */
const PAUSE_CODE: Readonly<Record<string, { machine: number; code: string }>> = {
  // Calls pause() in a loop.
  amd64: { machine: 62, code: 'b8220000000f05ebf7' },
  // Calls ppoll(0, 0, 0, 0) in a loop: arm64 has no pause().
  arm64: { machine: 183, code: '280980d2000080d2010080d2020080d2030080d2010000d4faffff17' },
};

const BASE = 0x400000;
const HEADERS = 64 + 56;

const OTHER_NAMES: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64' };

/**
 * The tar of an image with one file, /pause, which only waits. As in ECS, its container holds the network that the
 * other containers of a task share. The image is built here, so that nothing must be pulled. Undefined if the
 * architecture is not supported.
 */
export function pauseImage(architecture: string): Buffer | undefined {
  const pause = PAUSE_CODE[OTHER_NAMES[architecture] ?? architecture];
  if (pause === undefined) return undefined;
  const code = Buffer.from(pause.code, 'hex');
  const elf = Buffer.alloc(HEADERS);
  elf.write('7f454c46020101', 'hex');
  elf.writeUInt16LE(2, 16); // an executable
  elf.writeUInt16LE(pause.machine, 18);
  elf.writeUInt32LE(1, 20);
  elf.writeUInt32LE(BASE + HEADERS, 24); // entry point
  elf.writeUInt32LE(64, 32); // offset of the program header
  elf.writeUInt16LE(64, 52);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(1, 56);
  elf.writeUInt32LE(1, 64); // type: to be loaded
  elf.writeUInt32LE(5, 68); // flags: readable and executable
  elf.writeUInt32LE(BASE, 80);
  elf.writeUInt32LE(BASE, 88);
  elf.writeUInt32LE(HEADERS + code.length, 96);
  elf.writeUInt32LE(HEADERS + code.length, 104);
  elf.writeUInt32LE(0x10000, 112);
  return tar('pause', Buffer.concat([elf, code]));
}

function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124);
  header.write('        0', 148); // the checksum counts its own field as blanks; then the type: an ordinary file
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc(1024 + 512 - (content.length % 512))]);
}

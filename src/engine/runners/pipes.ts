import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A pipe: the end that the child writes to, and the end that the engine reads. */
export interface Pipe {
  writeEnd: number;
  reader: Socket;
}

/**
 * Opens two real pipes. Those that Node creates for a child are sockets, which cannot be opened by name, but entry
 * points do write to /dev/stderr.
 */
export async function openPipes(directory: string, id: string): Promise<[Pipe, Pipe]> {
  const paths = [join(directory, `${id}.out`), join(directory, `${id}.err`)] as const;
  await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
  return [openPipe(paths[0]), openPipe(paths[1])];
}

function openPipe(path: string): Pipe {
  // Open the reading end first and without blocking: opening the writing end waits for a reader.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  rmSync(path);
  return { writeEnd, reader: new Socket({ fd: readEnd, readable: true, writable: false }) };
}

/** Closes the engine's copies of the writing ends; otherwise the pipes would never end. */
export const closeWriteEnds = (pipes: readonly Pipe[]) => {
  for (const pipe of pipes) closeSync(pipe.writeEnd);
};

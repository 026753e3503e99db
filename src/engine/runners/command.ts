import { spawn } from 'node:child_process';
import { platform } from 'node:os';

export interface CommandResult {
  /** -1 for a program that could not be started or was ended by a signal. */
  code: number;
  stdout: string;
  stderr: string;
}

interface CommandOptions {
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  input?: Buffer | undefined;
}

/** Runs a program to its end. Never rejects. */
export function command(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((done) => {
    const { env, signal, input } = options;
    // A group of its own: Ctrl-C is for us to answer. On Windows that would open a window.
    const detached = platform() !== 'win32';
    const child = spawn(program, args, {
      env,
      signal,
      killSignal: 'SIGKILL',
      detached,
      windowsHide: true,
      stdio: 'pipe',
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const problem = error.code === 'ENOENT' ? `there is no ${program}` : error.message;
      done({ code: -1, stdout: '', stderr: problem });
    });
    child.once('close', (code) => done({ code: code ?? -1, ...written }));
  });
}

import { fstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUG, bugText, runCommandLine } from './cli/cli.ts';
import { newLeaving, type Signal, signalHandler, tidyUp, waitForAnswers } from './cli/leaving.ts';
import { areReadTogether, sinkOf } from './cli/sink.ts';

// Until the command line returns its exit code. If nothing were left to wait for, Node would exit, and it must never
// exit with 0.
process.exitCode = BUG;

// A switch that the SDK documents. Its messages about Node 20 do not help users of a bundled tool.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const interrupt = new AbortController();
const leaving = newLeaving();

const leaveNow = (text: string, exitCode: number): never => {
  tidyUp(leaving);
  stdout.flush();
  stderr.flush();
  process.stderr.write(text);
  process.exit(exitCode);
};
const interrupted = (exitCode: number) =>
  `${leaving.say(leaving.toldToStop)}ecs-migrate: interrupted (exit code ${exitCode})\n`;
const answer = signalHandler(() => performance.now(), {
  begin: (signal) => interrupt.abort(signal),
  again: (signal) => leaving.again?.(signal) === true,
  leave: (code) => void waitForAnswers(leaving, sleep).then(() => leaveNow(interrupted(code), code)),
  leaveNow: (code) => leaveNow(interrupted(code), code),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] satisfies Signal[]) process.on(signal, answer);
// Ctrl-Break of Windows, which has no SIGTERM: job runners send it after Ctrl-C. On other systems it does not exist.
process.on('SIGBREAK', () => answer('SIGTERM'));
endWithNpm();
// Node's own exit code for these is 1, which a container may return.
process.on('uncaughtException', (error) => leaveNow(`${leaving.say(leaving.toldToStop)}${bugText(error)}`, BUG));

const stdout = sinkOf(process.stdout, isFile(1), () => stderr.flush());
const stderr = sinkOf(process.stderr, isFile(2), () => stdout.flush());

process.exitCode = await runCommandLine(process.argv.slice(2), {
  together: areReadTogether(process.stdout.fd, process.stderr.fd),
  stdout,
  stderr,
  leaving,
  env: process.env,
  cwd: process.cwd(),
  uid: process.geteuid?.(),
  interrupt: interrupt.signal,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
});

/** Asks a question on the terminal. Anything but y or yes means no, and so does the end of the input. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  // Loaded on demand: hardly any run asks anything.
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  // The terminal sends no SIGINT while a question is open.
  reader.on('SIGINT', () => answer('SIGINT'));
  try {
    const said = await Promise.race([reader.question(question, { signal }).catch(() => ''), closed]);
    return /^y(es)?$/i.test(said.trim());
  } finally {
    reader.close();
  }
}

/**
 * On SIGTERM, npm ends and does not pass the signal on to the programs that it has started, nor does the shell in
 * between. So when npm is gone, `npx ecs-migrate` was stopped, and we stop as well. After Ctrl-C, which both receive,
 * pnpm ends at once: that does not count as a second signal.
 */
function endWithNpm(): void {
  if (process.env['npm_command'] !== 'exec') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    if (!interrupt.signal.aborted) answer('SIGTERM');
  }, 200);
  timer.unref();
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false; // It is closed.
  }
}

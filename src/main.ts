#!/usr/bin/env node
import { fstatSync } from 'node:fs';
import { cli } from './cli/cli.ts';
import { areReadTogether, sinkOf } from './cli/sink.ts';

// The SDK's documented switch: what it has to say of Node 20 is no news to users of a bundled tool.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const interrupt = new AbortController();
const lastWords = { text: '' };
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupt.signal.aborted) return interrupt.abort(signal);
    const code = signal === 'SIGINT' ? 130 : 143;
    process.stderr.write(`${lastWords.text}ecs-migrate: interrupted (exit code ${code})\n`);
    process.exit(code);
  });
}

const io = {
  together: areReadTogether(process.stdout.fd, process.stderr.fd),
  stdout: sinkOf(process.stdout, isFile(1)),
  stderr: sinkOf(process.stderr, isFile(2)),
  env: process.env,
  cwd: process.cwd(),
  interrupt: interrupt.signal,
  lastWords,
};
process.exitCode = await cli(process.argv.slice(2), io);

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false; // It is closed.
  }
}

#!/usr/bin/env node
import { layPage } from './cli/layout.ts';

declare const __VERSION__: string;

// This file is built into one file that imports nothing at first, and its syntax is for Node 14 and later: a Node version that
// is too old for the rest can still read it, and report that. The version is printed without reading anything else. Help is laid
// out from a page that the build has written, or by the parser if the words are unusual. Everything else is done by program.ts.
const words = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// If a file of this package is missing, Node exits with 1, which a container may return too. So 70 is set first.
process.exitCode = 70;

if (major < 20 || major === 21 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
  process.exitCode = 64;
  process.stderr.write(
    `ecs-migrate: this is Node ${process.versions.node}, and Node 20.19, 22.12 or later is needed\necs-migrate: invalid (exit code 64)\n`,
  );
} else {
  Promise.resolve()
    .then(async () => {
      const fs = process.getBuiltinModule('fs');
      let early: string | undefined;
      let isTerminal = true;
      try {
        isTerminal = fs.fstatSync(1).isCharacterDevice();
      } catch {
        // Standard output is closed.
      }
      if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) early = `${__VERSION__}\n`;
      if (words.includes('--help') || words.includes('-h')) {
        // `--help` and `COMMAND --help` need no parser.
        const isPlain = words.length === 1 || (words.length === 2 && /^[a-z]+$/.test(`${words[0]}`));
        const plainPage = words.length === 1 ? '_' : words[0];
        const page = isPlain ? plainPage : (await import('./cli/early-help.ts')).helpPageOf(words);
        try {
          const parts = JSON.parse(`${fs.readFileSync(new URL(`help/${page}.json`, import.meta.url))}`);
          early = layPage(parts, (isTerminal ? process.stdout.columns : undefined) ?? 100);
        } catch {
          // There is no such command, or help is not what these words ask for. The program says what is wrong.
        }
      }
      if (early === undefined) return void (await import('./program.ts'));

      let rest = Buffer.from(early);
      try {
        // Writes without Node's stream: loading it would take a quarter of the total time.
        while (!isTerminal && rest.length > 0) rest = rest.subarray(fs.writeSync(1, rest));
      } catch {
        // A full pipe is left to the stream, which waits for it. The reader may also have gone, as `head` does.
      }
      if (rest.length > 0) process.stdout.on('error', () => undefined).write(rest);
      process.exitCode = 0;
    })
    .catch((error) => {
      // From here on, the program itself reports the error.
      if (process.listenerCount('uncaughtException') > 0) throw error;
      process.stderr.write(
        `ecs-migrate: this installation cannot be loaded (${error}): install ecs-migrate again\necs-migrate: bug (exit code 70)\n`,
      );
    });
}

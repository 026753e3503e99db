#!/usr/bin/env node
declare const __VERSION__: string;

// This file imports nothing at first, and is written for Nodes as old as 14: a Node that cannot read the rest reads this,
// and says so. The version needs nothing else, and help little; all other words are the program's. It declares no function:
// the bundler would import a helper for its name.
const words = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// Were a file of this package missing, Node would leave with 1, which a container may return.
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
        // It is closed.
      }
      if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) early = `${__VERSION__}\n`;
      if (words.includes('--help') || words.includes('-h')) {
        const { earlyHelp } = await import('./cli/early-help.ts');
        early = earlyHelp(words, isTerminal ? process.stdout.columns : undefined);
      }
      if (early === undefined) return void (await import('./program.ts'));

      let rest = Buffer.from(early);
      try {
        // To load Node's stream would be a quarter of the time.
        while (!isTerminal && rest.length > 0) rest = rest.subarray(fs.writeSync(1, rest));
      } catch {
        // The stream waits where that is all; and the reader may have gone, as `head` does.
      }
      if (rest.length > 0) process.stdout.on('error', () => undefined).write(rest);
      process.exitCode = 0;
    })
    .catch((error) => {
      // From here on the program itself says what has happened.
      if (process.listenerCount('uncaughtException') > 0) throw error;
      process.stderr.write(
        `ecs-migrate: this installation cannot be loaded (${error}): install ecs-migrate again\necs-migrate: bug (exit code 70)\n`,
      );
    });
}

export {};

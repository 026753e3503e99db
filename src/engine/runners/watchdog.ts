import { spawn } from 'node:child_process';

// The watchdog reads process groups from its standard input and survives the engine in its own session. When its input
// ends, also by a SIGKILL of the engine, it kills all the groups. `q` requests SIGTERM, one second of real time, and
// then SIGKILL: closing must not wait for a clock that a test has stopped.
const SCRIPT = `
groups=
signal() { for g in $groups; do kill -s "$1" -- "-$g" 2>/dev/null; done; }
while read -r op group; do
  case $op in
    +) groups="$groups $group" ;;
    -) rest=; for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done; groups=$rest ;;
    q) signal TERM; sleep 1; signal KILL ;;
  esac
done
signal KILL
remove() { [ -z "$1" ] || "$cli" $2 $1 >/dev/null 2>&1; }
if [ -n "$2" ]; then
  cli=$2
  remove "$("$cli" ps -aq --filter "label=$3")" 'rm -f -v'
  remove "$("$cli" volume ls -q --filter "label=$3")" 'volume rm'
  remove "$("$cli" images -q --filter "label=$3")" 'image rm -f'
fi
rm -rf -- "$1"
`;

/** Kills the processes of the engine and removes its directory if the engine can no longer do it. */
export interface Watchdog {
  add(group: number): void;
  remove(group: number): void;
  /** Sends SIGTERM to all groups, and SIGKILL a second later. */
  endAll(): void;
  /** Ends the watchdog without any action, because all groups have ended. Resolves when it has exited. */
  dismiss(): Promise<void>;
  /** Resolves when the watchdog has ended, dismissed or not. */
  ended: Promise<void>;
}

/** With a `runtime`, such as docker, the watchdog also removes everything there that has the label. */
export function startWatchdog(
  directory: string,
  runtime?: { cli: string; label: string; env: NodeJS.ProcessEnv },
): Watchdog {
  const words = [directory, runtime?.cli ?? '', runtime?.label ?? ''];
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'ecs-migrate-watchdog', ...words], {
    detached: true,
    cwd: '/',
    env: runtime?.env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((done) => {
    shell.once('exit', () => done());
    shell.once('error', () => done());
  });
  // A broken pipe to the watchdog must not end the engine.
  shell.stdin.on('error', () => {});
  shell.unref();
  const send = (line: string) => shell.stdin.write(`${line}\n`);
  return {
    add: (group) => send(`+ ${group}`),
    remove: (group) => send(`- ${group}`),
    endAll: () => send('q'),
    ended,
    async dismiss() {
      // Otherwise Node could exit before the watchdog.
      shell.ref();
      signalGroup(shell.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Signals a process group. The group may already have ended. */
export function signalGroup(group: number | undefined, name: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH' && (error as NodeJS.ErrnoException).code !== 'EPERM')
      throw error;
  }
}

import { spawn } from 'node:child_process';

// Told of process groups on its standard input, it survives us in a session of its own: at the end of its input,
// which a SIGKILL of ours is too, it kills them all. `q` asks for SIGTERM and a second of grace first, in real time:
// closing must not wait for a clock that a test has stopped.
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

/** Kills what we started when we cannot do it any more, and removes our directory. */
export interface Watchdog {
  add(group: number): void;
  remove(group: number): void;
  /** SIGTERM to all groups, SIGKILL a second later. */
  endAll(): void;
  /** Leaves without doing anything, for all groups have ended, and is gone when this resolves. */
  dismiss(): Promise<void>;
  /** Resolves when it has ended, dismissed or not. */
  ended: Promise<void>;
}

/** With a `runtime`, such as docker, it removes there what carries the label. */
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
  // That of its pipe is no reason for our end.
  shell.stdin.on('error', () => {});
  shell.unref();
  const tell = (line: string) => shell.stdin.write(`${line}\n`);
  return {
    add: (group) => tell(`+ ${group}`),
    remove: (group) => tell(`- ${group}`),
    endAll: () => tell('q'),
    ended,
    async dismiss() {
      // Node may else end before the watchdog has.
      shell.ref();
      signalGroup(shell.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Signals a process group that may have ended already. */
export function signalGroup(group: number | undefined, name: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH' && (error as NodeJS.ErrnoException).code !== 'EPERM')
      throw error;
  }
}

import type { Random } from '../../core/base/clock.ts';
import { systemRandom } from '../../system.ts';
import type { Io } from '../io.ts';

/**
 * GitHub Actions carries out what looks like a command on either stream: `::error::…` at the start of a line,
 * `##[error]…` anywhere in it.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export interface WorkflowCommands {
  /** What to write before a line of a container: opens a group and switches commands off before the first one. */
  before(): string;
  /** Whether the log is folded away when the step has ended. */
  folded: boolean;
  /** What switches commands on again and ends the group; empty where they are not off. */
  resume(): string;
  /** The same, after the last line. */
  after(): string;
  /** A line of ours, which may quote others, so that nothing in it is a command. */
  disarm(line: string): string;
}

const NONE: WorkflowCommands = {
  folded: false,
  before: () => '',
  resume: () => '',
  after: () => '',
  disarm: (line) => line,
};

/** Of use only where the runner reads what we write. */
export function workflowCommands(
  { env, stdout }: Pick<Io, 'env' | 'stdout'>,
  random: Random = systemRandom,
): WorkflowCommands {
  if (!runsInActions(env)) return NONE;
  // Nobody can guess it, so that no line of a container can switch commands on again.
  const token = random.uuid();
  let off = false;
  const resume = () => (off ? `::${token}::\n::endgroup::\n` : '');
  return {
    folded: true,
    before() {
      // A log that is kept in a file is exact.
      if (off || stdout.isFile) return '';
      off = true;
      return `::group::Log of the migration\n::stop-commands::${token}\n`;
    },
    resume,
    after() {
      const text = resume();
      off = false;
      return text;
    },
    disarm: (line) => line.replaceAll('##[', '# #['),
  };
}

/** JSON that says the same and in which the runner sees no command. */
export function disarmJson(json: string, env: Io['env']): string {
  return runsInActions(env) ? json.replaceAll('##[', '#\\u0023[') : json;
}

function runsInActions(env: Io['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

import type { Random } from '../../core/base/clock.ts';
import { systemRandom } from '../../system.ts';
import type { Io } from '../io.ts';

/**
 * GitHub Actions runs anything that looks like a command, on stdout or stderr: `::error::…` at the start of a line,
 * `##[error]…` anywhere in it.
 * @see
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export interface WorkflowCommands {
  /** The text to write before a container's line. Before the first line, it opens a group and switches commands off. */
  before(): string;
  /** Whether the log is folded when the step has ended. */
  folded: boolean;
  /** The text that switches commands on and ends the group. Empty if commands are not off. */
  resume(): string;
  /** Like `resume`, after the last line. */
  after(): string;
  /** Returns a line of ours without anything that Actions would run as a command: the line may quote others. */
  disarm(line: string): string;
}

const NONE: WorkflowCommands = {
  folded: false,
  before: () => '',
  resume: () => '',
  after: () => '',
  disarm: (line) => line,
};

/** Does nothing unless GitHub Actions reads the output. */
export function workflowCommands(
  { env, stdout }: Pick<Io, 'env' | 'stdout'>,
  random: Random = systemRandom,
): WorkflowCommands {
  if (!runsInActions(env)) return NONE;
  // A secret token, so that no line of a container can switch commands on again.
  const token = random.uuid();
  let off = false;
  const resume = () => (off ? `::${token}::\n::endgroup::\n` : '');
  return {
    folded: true,
    before() {
      // A log that is kept in a file stays unchanged.
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

/** The same JSON, written so that Actions sees no command in it. */
export function disarmJson(json: string, env: Io['env']): string {
  return runsInActions(env) ? json.replaceAll('##[', '#\\u0023[') : json;
}

function runsInActions(env: Io['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

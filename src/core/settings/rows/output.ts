import { formatsInWords } from '../report-formats.ts';
import * as kind from '../setting-kinds.ts';
import { ASKING, FOLLOWING, rowsOf } from '../setting-row.ts';

const row = rowsOf('output');

/** What is shown of a run. */
export const OUTPUT = {
  output: row(kind.choice('text', 'json'), 'For people, or one JSON event per line on stdout', {
    commands: ASKING,
    default: 'text',
  }),
  timestamps: row(kind.flag, "Put the log event's time before each line", { commands: FOLLOWING }),
  logPrefix: row(kind.choice('auto', 'always', 'never'), 'Put the container before each line', {
    commands: FOLLOWING,
    default: 'auto',
    defaultNote: 'if several',
  }),
  color: row(kind.flag, 'Colours on a terminal; --no-color or NO_COLOR for none', { commands: ASKING }),
  report: row(
    kind.files(`a file that ends in ${formatsInWords()}`),
    `Write a report at the end, whatever the end: ${formatsInWords()}; repeatable`,
    {
      commands: FOLLOWING,
      isPath: () => true,
      notInLambda: "what happened is the action's result, and in the function's log",
      notInLibrary: { problem: 'the library writes no reports', next: 'make one of what onEvent tells' },
    },
  ),
  quiet: row(kind.flag, 'Say only how it ended, and errors', { commands: ASKING }),
  verbose: row(kind.flag, 'Say each AWS call with its time and request id', { commands: ASKING }),
} as const;

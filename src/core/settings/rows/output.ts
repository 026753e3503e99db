import { formatsInWords } from '../report-formats.ts';
import * as kind from '../setting-kinds.ts';
import { ASKING, FOLLOWING, rowsOf } from '../setting-row.ts';

const row = rowsOf('output');

/** What a run shows. */
export const OUTPUT = {
  output: row(kind.choice('text', 'json'), 'Text for people, or one JSON event per line on stdout', {
    commands: [...ASKING, 'lint', 'explain', 'doctor'],
    default: 'text',
  }),
  timestamps: row(kind.flag, 'Print the time of the log event before each line', { commands: FOLLOWING }),
  logPrefix: row(kind.choice('auto', 'always', 'never'), 'Print the name of the container before each line', {
    commands: FOLLOWING,
    default: 'auto',
    defaultNote: 'only if there are several',
  }),
  color: row(kind.flag, 'Colours on a terminal; turn them off with --no-color or NO_COLOR', {
    commands: [...ASKING, 'lint'],
  }),
  report: row(
    kind.files(`a file that ends in ${formatsInWords()}`),
    `Write a report when the run ends, also if it fails: ${formatsInWords()}; repeatable`,
    {
      commands: FOLLOWING,
      isPath: () => true,
      notInLambda: "the result is in the pipeline's action and in the function's log",
      notInLibrary: {
        problem: 'the library writes no reports',
        next: 'make one from the events that onEvent receives',
      },
    },
  ),
  quiet: row(kind.flag, 'Print only the result and errors', { commands: [...ASKING, 'lint'] }),
  verbose: row(kind.flag, 'Print each AWS call with its time and request id', { commands: ASKING }),
} as const;

import { stripControl } from '../log-causes/read-line.ts';
import { commandsIn } from '../tools/recognize.ts';
import type { Reading } from './reading.ts';

/** What a migration would do, as far as its tool shows it. */
export interface Preview {
  /** The tool whose preset read it; null if the command was given without one. */
  tool: string | null;
  /** How many migrations are pending. */
  pending: number | 'unknown';
  /** Their names, in the order of the tool. */
  names: string[];
  /** Whether the tool itself proves that nothing is pending. */
  provesNone: boolean;
  /**
   * What was approved if this digest is approved. If the tool does not show what is pending, that is a part of it: a person
   * can approve to run this image without a list. Null if the output could not be read to its end, or if it is not known which
   * image ran.
   */
  digest: string | null;
  /** At most 800 characters of one line, without characters that a shell would read. */
  summary: string;
}

/** What the digest is made of. SQL is no part of it: tools print it with times and hosts. */
export interface DigestFacts {
  /** The digest of the image that ran. `undefined` if ECS shows none: then the name may stand for another image tomorrow. */
  image: string | undefined;
  /** The command of the migration. */
  command: readonly string[];
  /** The database, as the task definition of the migration names it. */
  database: readonly string[];
}

/**
 * The text whose hash stands for what is approved. `undefined` if nothing can be approved, because it is not known which image
 * ran. Where the tool shows no names, null stands for them: a preview that then shows names is another one.
 */
export function digestText({ image, command, database }: DigestFacts, reading: Reading): string | undefined {
  if (image === undefined) return undefined;
  const names = 'names' in reading ? reading.names.toSorted() : null;
  return JSON.stringify(['ecs-migrate preview 1', image, command, names, database.toSorted()]);
}

/** Why nothing can be approved. */
const NOT_APPROVABLE = {
  incomplete: 'the output of the preview is not complete. Nothing can be approved: preview again',
  'no-image': 'Nothing can be approved: ECS does not show which image ran, so name it by digest',
} as const;

/** CodePipeline takes 1,000 characters for the text of an approval. The rest is for words around the summary. */
const SUMMARY_CHARACTERS = 800;

/** A line for the person who approves. `not`: why nothing can be approved. */
export function summarize(reading: Reading, not?: keyof typeof NOT_APPROVABLE): string {
  if (not === 'incomplete') return `unknown: ${NOT_APPROVABLE[not]}`;
  const end = not === undefined ? '' : `. ${NOT_APPROVABLE[not]}`;
  if (!('names' in reading)) {
    return `unknown: the migration tool does not prove what is pending${end || '. Approved is this image, whatever it finds'}`;
  }
  const { names } = reading;
  if (names.length === 0) return `nothing is pending${end}`;
  const count = `${names.length} pending: `;
  const most = SUMMARY_CHARACTERS - end.length;
  let text = count + names.join(', ');
  for (let shown = names.length; text.length > most && shown > 0; ) {
    shown -= 1;
    text = `${count}${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
  }
  return (text + end).replace(/[^\w .,:@/+()=-]/g, '_').slice(0, SUMMARY_CHARACTERS);
}

/** The lines as a terminal would show them, without colours. */
export function plainLines(messages: readonly string[]): string[] {
  return messages.flatMap((message) => message.split(/\r?\n/)).map((line) => stripControl(line).trimEnd());
}

/**
 * Whether a command does nothing that a list of migrations does not show, such as seeds, callbacks or a second command. Only then may
 * it be left out because no migration is pending.
 */
export function doesOnlyMigrate(words: readonly string[]): boolean {
  return commandsIn(words)?.length === 1 && !words.some((word) => /seed|callback|db:prepare|db:setup/i.test(word));
}

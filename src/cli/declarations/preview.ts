import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

export const PREVIEW: Declaration = {
  name: 'preview',
  words: '',
  about: 'Ask the migration tool, as an ECS task of its own, what is pending',
  settings: settingsOfCommand('preview'),
  flags: CONFIG_FLAG,
  examples: [
    ['preview --cluster production --report preview.env', 'Number, digest and summary as variables, for an approval'],
    ['preview --cluster production --tool json --preview-command "node pending.mjs"', 'With a command of your own'],
  ],
};

import { type CliCommand, execute } from '../command.ts';
import { PREVIEW } from '../declarations/preview.ts';

export const previewCommand: CliCommand = {
  ...PREVIEW,
  perform: (argv, io) => execute((commands) => commands.PREVIEW, argv, io),
};

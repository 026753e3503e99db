import { CONNECTION } from './rows-connection.ts';
import { DATA } from './rows-data.ts';
import { LOCKS } from './rows-locks.ts';
import { RUNTIME } from './rows-runtime.ts';
import { SCHEMA } from './rows-schema.ts';
import { SERVER } from './rows-server.ts';
import { TOOLS } from './rows-tools.ts';

/** All causes for which a migration's log is searched. If two rows match the same words, the first row wins. */
export const CAUSES = [...CONNECTION, ...SERVER, ...LOCKS, ...DATA, ...SCHEMA, ...TOOLS, ...RUNTIME] as const;

/** The kind of trouble that a log shows: a code of the catalogue. */
export type LogCauseCode = (typeof CAUSES)[number]['code'];

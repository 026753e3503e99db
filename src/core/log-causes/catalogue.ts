import { CONNECTION } from './rows-connection.ts';
import { DATA } from './rows-data.ts';
import { LOCKS } from './rows-locks.ts';
import { RUNTIME } from './rows-runtime.ts';
import { SCHEMA } from './rows-schema.ts';
import { SERVER } from './rows-server.ts';
import { TOOLS } from './rows-tools.ts';

/** All that a migration's log is searched for. Where two rows meet the same words, the one that comes first wins. */
export const CAUSES = [...CONNECTION, ...SERVER, ...LOCKS, ...DATA, ...SCHEMA, ...TOOLS, ...RUNTIME] as const;

/** What kind of trouble a log tells of: a code of the catalogue. */
export type LogCauseCode = (typeof CAUSES)[number]['code'];

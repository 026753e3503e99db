import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The functions, each an entry of the bundle. */
export const LAMBDA = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook'];
/** What the bundler said of the last build: which file is in which part, and which part needs which. */
export const METAFILE = path.join(ROOT, 'node_modules/.cache/ecs-migrate/metafile.json');

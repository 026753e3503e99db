import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The Lambda functions. Each is an entry of the bundle. */
export const LAMBDA = ['pipeline-action', 'codedeploy-hook', 'lifecycle-hook', 'fleet-step'];
/** The bundler's report of the last build: which source file is in which chunk, and which chunk imports which. */
export const METAFILE = path.join(ROOT, 'node_modules/.cache/ecs-migrate/metafile.json');

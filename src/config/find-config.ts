import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['ecs-migrate.yml', 'ecs-migrate.yaml', 'ecs-migrate.json'];

/**
 * The config file of a folder or of a parent folder. The search ends at the folder that contains `.git`, and at the
 * home folder.
 */
export function findConfig(cwd: string, home: string | undefined): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const found = NAMES.map((name) => path.join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    const isLast = folder === home || existsSync(path.join(folder, '.git')) || folder === path.dirname(folder);
    if (isLast) return undefined;
  }
}

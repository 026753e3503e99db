import { TOOLS, type Tool } from './tools.ts';
import type { Tree } from './tree.ts';

/** What a repository has that a migration on ECS can use. */
export interface Repository {
  tools: { tool: Tool; file: string }[];
  dockerfile?: string;
  /** A file that RegisterTaskDefinition accepts, with the names of its containers. */
  taskDefinition?: { file: string; containers: string[] };
  buildspec?: string;
  workflows: string[];
  terraform?: { folder: string; clusters: string[] };
  config?: string;
}

export function lookAt(tree: Tree): Repository {
  const { files } = tree;
  const named = (pattern: RegExp) => files.find((file) => pattern.test(file));
  const taskDefinition = findTaskDefinition(tree);
  const terraform = findTerraform(tree);
  return {
    tools: TOOLS.flatMap((tool) => {
      const file = tool.find(tree);
      return file === undefined ? [] : [{ tool, file }];
    }),
    workflows: files.filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file)),
    ...defined({
      dockerfile: named(/(?:^|\/)(?:Dockerfile|Containerfile)$/),
      buildspec: named(/(?:^|\/)buildspec[^/]*\.ya?ml$/),
      config: named(/^ecs-migrate\.(?:ya?ml|json)$/),
      taskDefinition,
      terraform,
    }),
  };
}

function findTaskDefinition(tree: Tree): Repository['taskDefinition'] {
  const candidates = tree.files.filter(
    (file) => file.endsWith('.json') && !/(?:^|\/)package(?:-lock)?\.json$/.test(file),
  );
  for (const file of candidates) {
    const text = tree.read(file);
    if (!text.includes('"containerDefinitions"')) continue;
    try {
      const { containerDefinitions } = JSON.parse(text);
      const containers = containerDefinitions.map(({ name }: { name: unknown }) => name);
      if (containers.every((name: unknown) => typeof name === 'string')) return { file, containers };
    } catch {
      // A template, such as with ${image}: nobody can say what it becomes.
    }
  }
  return undefined;
}

function findTerraform(tree: Tree): Repository['terraform'] {
  const files = tree.files.filter((file) => file.endsWith('.tf'));
  const [first] = files;
  if (first === undefined) return undefined;
  const withCluster = files.find((file) => /resource\s+"aws_ecs_cluster"/.test(tree.read(file)));
  const chosen = withCluster ?? first;
  const clusters = files.flatMap((file) =>
    [...tree.read(file).matchAll(/resource\s+"aws_ecs_cluster"\s+"([\w-]+)"/g)].map(
      ([, name]) => `aws_ecs_cluster.${name}.name`,
    ),
  );
  return { folder: chosen.includes('/') ? chosen.slice(0, chosen.lastIndexOf('/')) : '.', clusters };
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

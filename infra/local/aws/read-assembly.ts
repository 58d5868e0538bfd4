import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type TemplateResource = { Type: string; Condition?: string; Properties?: Record<string, unknown> };

export type Parameter = { Type: string; Default?: string | number; AllowedPattern?: string };

/** A CloudFormation template as CDK writes it: JSON, intrinsic functions in their long form. */
type Template = {
  Parameters?: Record<string, Parameter>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: { Name: unknown } }>;
};

export type Stack = { name: string; template: Template };

/** `assets` maps an asset's hash, which a template names as `<hash>.zip`, to the folder with its files. */
export type Assembly = { stacks: Stack[]; assets: Map<string, string> };

type Manifest = { artifacts: Record<string, { type: string; properties: Record<string, string> }> };
type AssetManifest = { files: Record<string, { source: { path: string } }> };

/**
 * Reads a folder written by CDK synthesis (`cdk.out`). Code is found through `<Stack>.assets.json`: templates name its
 * folder only when the CDK command line wrote them.
 */
export function readAssembly(folder: string): Assembly {
  const read = (file = ''): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { artifacts } = read('manifest.json') as Manifest;
  const assembly: Assembly = { stacks: [], assets: new Map() };
  for (const [id, { type, properties }] of Object.entries(artifacts)) {
    if (type === 'aws:cloudformation:stack') {
      assembly.stacks.push({ name: properties.stackName ?? id, template: read(properties.templateFile) as Template });
    } else if (type === 'cdk:asset-manifest') {
      const { files } = read(properties.file) as AssetManifest;
      for (const [hash, { source }] of Object.entries(files)) assembly.assets.set(hash, join(folder, source.path));
    } else if (type === 'cdk:cloud-assembly') {
      throw new Error(`The local runner does not read nested assemblies (CDK stages): ${id}.`);
    }
  }
  return assembly;
}

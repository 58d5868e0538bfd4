import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type * as z from 'zod';
import type { workspaceConfiguration } from '../../../functions/shared/composition/workspace.ts';
import type { OffboardingConfig } from '../../config.ts';
import type { HandlerFunction } from './handler-function.ts';

export type WorkspaceAccessProps = {
  config: OffboardingConfig['workspace'];
  projectId: string;
  /** Holds {"accessKey": "…", "secretKey": "…"}, and keys of further projects where they have their own. */
  secret: Secret;
  /** How many workers may call at the same moment; each gets an equal share of the budget. */
  workers: number;
};

/** Where the Workspace API is, who calls it and how often. */
export class WorkspaceAccess {
  readonly #props: WorkspaceAccessProps;

  constructor(props: WorkspaceAccessProps) {
    this.#props = props;
  }

  /** What a function that calls the Workspace API is configured for. */
  get configuration(): z.infer<typeof workspaceConfiguration> {
    const { config, workers } = this.#props;
    const further = Object.entries(config.further).map(([name, project]) => {
      const { projectId, region } = project;
      return { name, endpoint: endpointOf(project), projectId, region };
    });
    return { region: config.region, further, budget: { ...config.budget, share: workers } };
  }

  /** Lets a function call the Workspace API. */
  grantCalls(grantee: HandlerFunction): void {
    const { config, projectId, secret } = this.#props;
    const variables = {
      WORKSPACE_ENDPOINT: endpointOf(config),
      WORKSPACE_PROJECT_ID: projectId,
      WORKSPACE_FURTHER: 'configured',
      WORKSPACE_SECRET_ID: secret.secretArn,
    };
    for (const [name, value] of Object.entries(variables)) grantee.function.addEnvironment(name, value);
    secret.grantRead(grantee);
  }
}

function endpointOf({ region, endpoint }: { region: string; endpoint?: string | undefined }): string {
  return endpoint ?? `https://workspace.${region}.myhuaweicloud.com`;
}

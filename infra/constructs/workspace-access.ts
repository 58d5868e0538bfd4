import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { OffboardingConfig } from '../config.ts';
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

  /** Lets a function call the Workspace API. */
  grantCalls(grantee: HandlerFunction): void {
    const { config, projectId, secret, workers } = this.#props;
    const variables = {
      WORKSPACE_ENDPOINT: endpointOf(config),
      WORKSPACE_PROJECT_ID: projectId,
      WORKSPACE_REGION: config.region,
      WORKSPACE_FURTHER: JSON.stringify(
        Object.entries(config.further).map(([name, project]) => ({
          name,
          endpoint: endpointOf(project),
          projectId: project.projectId,
          region: project.region,
        })),
      ),
      WORKSPACE_SECRET_ID: secret.secretArn,
      WORKSPACE_BUDGET: JSON.stringify({ ...config.budget, share: workers }),
    };
    for (const [name, value] of Object.entries(variables)) grantee.function.addEnvironment(name, value);
    secret.grantRead(grantee);
  }
}

function endpointOf({ region, endpoint }: { region: string; endpoint?: string | undefined }): string {
  return endpoint ?? `https://workspace.${region}.myhuaweicloud.com`;
}

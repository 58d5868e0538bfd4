import { createWorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../../functions/shared/workspace-api/credentials/credentials.ts';

/** A client that nothing holds back. */
export const clientOf = (endpoint: string) =>
  createWorkspaceClient({
    endpoint,
    projectId: '0e69423d4400f4a82f67c0059a1e4cc8',
    credentials: staticCredentials({ accessKey: 'AKFORBENCH', secretKey: 'secret-key-of-forty-characters-for-bench' }),
    budget: { readsPerMinute: 1e9, writesPerMinute: 1e9 },
  });
